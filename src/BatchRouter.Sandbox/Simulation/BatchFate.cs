namespace BatchRouter.Sandbox.Simulation;

/// <summary>What is in store for one batch. Times are of the provider's clock.</summary>
public sealed record BatchFate
{
    /// <summary>From create to completion, outages not counted. The last twentieth, a minute at most, is the finalizing.</summary>
    public required TimeSpan CompletesAfter { get; init; }

    /// <summary>It expires at this age with what it has; default 24 hours.</summary>
    public TimeSpan ExpiresAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Share of its time that is waiting: rows are answered evenly over the rest. 0..1.</summary>
    public double Waits { get; init; }

    /// <summary>From a cancellation to its end; rows that would be done in the first half of it still are.</summary>
    public TimeSpan CancelTakes { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The batch is made, and the connection cut before the response.</summary>
    public bool CutsCreate { get; init; }

    /// <summary>For so long after its create nobody finds it.</summary>
    public TimeSpan HiddenFor { get; init; }

    /// <summary>Fails at validation with this code (OpenAI); null, it does not.</summary>
    public string? RefusedWith { get; init; }

    /// <summary>So many reads of its results break off in the middle.</summary>
    public int CutReads { get; init; }

    /// <summary>Where there is no error file its id is "" instead of null.</summary>
    public bool EmptyErrorFileId { get; init; }

    /// <summary>Lines in its results that name rows of nobody here.</summary>
    public int ForeignLines { get; init; }
}

/// <summary>A batch as a script may look at it.</summary>
/// <param name="Number">Of all batches of this provider, from 1.</param>
/// <param name="Model">Of its first row.</param>
/// <param name="Rows">How many.</param>
/// <param name="Metadata">As created; empty where the API has none.</param>
/// <param name="SinceStart">Of the provider.</param>
public sealed record BatchMoment(
    int Number, string? Model, int Rows, IReadOnlyDictionary<string, string> Metadata, TimeSpan SinceStart);
