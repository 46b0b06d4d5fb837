using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;

namespace BatchRouter.Benchmarks;

/// <summary>Three rounds after three to warm up: seconds, not minutes.</summary>
internal static class ShortRun
{
    // Beside other work the build of the benchmarks' own program has taken longer than the two minutes that are usual.
    public static IConfig Create() =>
        DefaultConfig.Instance.AddJob(Job.ShortRun).AddDiagnoser(MemoryDiagnoser.Default).WithBuildTimeout(TimeSpan.FromMinutes(10));
}
