using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;

namespace BatchRouter.Benchmarks;

/// <summary>Three rounds after three to warm up: seconds, not minutes.</summary>
internal static class ShortRun
{
    public static IConfig Create() => DefaultConfig.Instance.AddJob(Job.ShortRun).AddDiagnoser(MemoryDiagnoser.Default);
}
