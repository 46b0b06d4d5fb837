namespace BatchRouter.Contracts;

/// <summary>A message or a job was refused, with its reason. May arrive twice: consumers must accept repeats.</summary>
public sealed record JobRejected
{
    /// <summary>The producer's UUID.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The project, as far as it could be read.</summary>
    public string? Project { get; init; }

    /// <summary>The job's group, as far as it could be read.</summary>
    public string? GroupId { get; init; }

    /// <summary>Path of the field at fault, e.g. <c>messages[0].role</c>; <c>$</c> is the whole message.</summary>
    public required string Field { get; init; }

    /// <summary>A code of <see cref="RejectionCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong and what to do, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>When it was refused.</summary>
    public required DateTimeOffset RejectedAt { get; init; }
}
