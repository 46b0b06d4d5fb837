using BatchRouter.Sandbox.Crashing;

namespace BatchRouter.Cli.Simulating;

/// <summary>What a run of seeds came to.</summary>
internal sealed record SimulateResult
{
    public required int Seeds { get; init; }

    public required int Violations { get; init; }

    public required SimulateViolation? FirstViolation { get; init; }

    /// <summary>Moments at which a worker may die, found by reflection.</summary>
    public required int CrashPoints { get; init; }

    /// <summary>How often a worker died there.</summary>
    public required IReadOnlyDictionary<string, long> Crashes { get; init; }

    /// <summary>How jobs, attempts and messages ended.</summary>
    public required IReadOnlyDictionary<string, long> Happened { get; init; }

    public required double Seconds { get; init; }

    public required double SeedsPerSecond { get; init; }

    public static SimulateResult Of(SweepResult sweep, TimeSpan time) => new()
    {
        Seeds = sweep.Seeds,
        Violations = sweep.Violations,
        FirstViolation = sweep.FirstViolation is { } first ? new SimulateViolation(first.Seed, first.Violation!, first.Journal) : null,
        CrashPoints = SweepResult.CrashPointNames.Count,
        Crashes = sweep.Crashes,
        Happened = sweep.Happened,
        Seconds = Math.Round(time.TotalSeconds, 1),
        SeedsPerSecond = Math.Round(sweep.Seeds / time.TotalSeconds, 1),
    };
}

/// <summary>The promise that was broken, and what led to it.</summary>
internal sealed record SimulateViolation(ulong Seed, string Text, IReadOnlyList<string> Journal);
