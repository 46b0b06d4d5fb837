namespace BatchRouter.Shipping;

/// <summary>A batch as its provider shows it.</summary>
public sealed record BatchStatus
{
    /// <summary>Null, it goes on.</summary>
    public BatchEnd? End { get; init; }

    /// <summary>When it ended, by the provider's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of the rows; 0 where the provider does not say yet.</summary>
    public int Answered { get; init; }

    /// <summary>Of the rows; 0 where the provider does not say yet.</summary>
    public int Failed { get; init; }

    /// <summary>Where answers are read: a file's id or a URL; null, there are none.</summary>
    public string? Output { get; init; }

    /// <summary>Where failed rows are read, if apart; null, nowhere.</summary>
    public string? Errors { get; init; }

    /// <summary>Why the provider refused the whole batch, e.g. <c>token_limit_exceeded</c>; null, it did not.</summary>
    public string? ErrorCode { get; init; }
}

/// <summary>How a batch ended. Each but <see cref="Refused"/> may have answered rows, and those are paid.</summary>
public enum BatchEnd
{
    Completed,

    /// <summary>Its time ran out at the provider.</summary>
    Expired,

    Cancelled,

    /// <summary>The provider refused all of it before it began: nothing was charged.</summary>
    Refused,
}
