using BatchRouter.Benchmarks;
using BatchRouter.Benchmarks.Learning;
using BenchmarkDotNet.Running;

// BenchmarkDotNet gives means; the promise is about the 99th percentile, which is measured by hand.
if (args is ["p99", ..])
{
    PredictionTail.Print(Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, ShortRun.Create());
