namespace BatchRouter.Sandbox.Crashing;

/// <summary>What one seed came to.</summary>
public sealed record SeedVerdict
{
    public required ulong Seed { get; init; }

    /// <summary>The first promise that was broken; null, none.</summary>
    public required string? Violation { get; init; }

    /// <summary>With a violation: the last lines before it, in virtual time.</summary>
    public required IReadOnlyList<string> Journal { get; init; }

    public required long JournalLines { get; init; }

    /// <summary>Over every line: the same seed gives the same.</summary>
    public required ulong JournalHash { get; init; }

    /// <summary>Deaths by crash point, as <see cref="SweepResult.CrashPointNames"/> lists them.</summary>
    public required IReadOnlyList<int> Crashes { get; init; }

    /// <summary>How jobs, attempts and messages ended, by name.</summary>
    public required IReadOnlyDictionary<string, int> Happened { get; init; }

    /// <summary>Continuations that the scheduler ran.</summary>
    public required long Steps { get; init; }
}
