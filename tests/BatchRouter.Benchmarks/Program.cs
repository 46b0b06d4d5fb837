using BatchRouter.Benchmarks.Deciding;
using BenchmarkDotNet.Running;

// "decide" measures single decisions and their percentiles; anything else is BenchmarkDotNet's own command line.
if (args is ["decide", ..])
    DecisionTimes.Print(Console.Out);
else
    BenchmarkSwitcher.FromAssembly(typeof(DecisionBenchmark).Assembly).Run(args);
