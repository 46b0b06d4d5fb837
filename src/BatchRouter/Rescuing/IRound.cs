namespace BatchRouter.Rescuing;

/// <summary>What a small daemon does every so often. Each round stands alone: it may be cut short, repeated, and run by many workers at once.</summary>
public interface IRound
{
    /// <summary>Between two rounds.</summary>
    TimeSpan Every { get; }

    /// <summary>One round; true, there may be more at once.</summary>
    Task<bool> RunOnceAsync(CancellationToken stop);
}
