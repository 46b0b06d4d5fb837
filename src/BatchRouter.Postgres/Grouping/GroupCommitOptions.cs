namespace BatchRouter.Postgres.Grouping;

/// <summary>How writes are gathered into commits.</summary>
public sealed record GroupCommitOptions
{
    /// <summary>Writes in one commit at most, 1 to 2,000. Default 500.</summary>
    public int GroupSize { get; init; } = 500;

    /// <summary>Commits under way at once, each on its own connection, 1 to 16. Default 2: one writes while the other gathers, and two cores are used.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>How long a small group waits for company, 0 to 50 ms. Default 8 ms: parsing and planning a statement costs as much as some fifty rows.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(8);

    /// <summary>First pause after a fault that passes; doubled up to 2 s. Default 50 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(50);
}
