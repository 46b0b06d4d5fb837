using BatchRouter.Benchmarks;
using BatchRouter.Benchmarks.Deciding;
using BatchRouter.Benchmarks.Learning;
using BenchmarkDotNet.Running;

// BenchmarkDotNet gives means; the promises are about the 99th percentile, which is measured by hand.
switch (args)
{
    case ["decide", ..]:
        DecisionTimes.Print(Console.Out);
        break;
    case ["predict", ..]:
        PredictionTail.Print(Console.Out);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(DecisionBenchmark).Assembly).Run(args, ShortRun.Create());
        break;
}
