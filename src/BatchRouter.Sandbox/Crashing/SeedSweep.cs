using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>Runs many seeds, each on one thread, side by side on all cores.</summary>
public static class SeedSweep
{
    /// <param name="first">The first seed; the others follow it.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="breakage">A fault to plant.</param>
    /// <param name="ran">Told of every seed, on the thread that ran it.</param>
    /// <param name="stop">Ends between two seeds.</param>
    public static SweepResult Run(ulong first, int seeds, Breakage breakage, Action<SeedVerdict>? ran, CancellationToken stop)
    {
        var verdicts = new SeedVerdict?[seeds];
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, index =>
        {
            var verdict = SeedRun.Run(first + (ulong)index, breakage);
            verdicts[index] = verdict;
            ran?.Invoke(verdict);
        });
        return SweepResult.Of(verdicts.OfType<SeedVerdict>());
    }
}

/// <summary>What many seeds came to.</summary>
public sealed record SweepResult
{
    /// <summary>All moments at which a worker may die, found by reflection over the domain's ports.</summary>
    public static IReadOnlyList<string> CrashPointNames => CrashPoints.Names;

    public required int Seeds { get; init; }

    public required int Violations { get; init; }

    /// <summary>Of the lowest seed that has one.</summary>
    public required SeedVerdict? FirstViolation { get; init; }

    /// <summary>Deaths by crash point; none may be zero over a long run.</summary>
    public required IReadOnlyDictionary<string, long> Crashes { get; init; }

    /// <summary>How jobs, attempts and messages ended, by name.</summary>
    public required IReadOnlyDictionary<string, long> Happened { get; init; }

    internal static SweepResult Of(IEnumerable<SeedVerdict> verdicts)
    {
        var all = verdicts.OrderBy(verdict => verdict.Seed).ToList();
        return new SweepResult
        {
            Seeds = all.Count,
            Violations = all.Count(verdict => verdict.Violation is not null),
            FirstViolation = all.FirstOrDefault(verdict => verdict.Violation is not null),
            Crashes = CrashPoints.Names.Select((name, index) => (name, sum: all.Sum(verdict => (long)verdict.Crashes[index]))).ToDictionary(pair => pair.name, pair => pair.sum),
            Happened = all.SelectMany(verdict => verdict.Happened).AggregateBy(pair => pair.Key, 0L, (sum, pair) => sum + pair.Value)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(),
        };
    }
}
