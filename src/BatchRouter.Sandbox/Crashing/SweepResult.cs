namespace BatchRouter.Sandbox.Crashing;

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
}
