namespace BatchRouter.Postgres.Reading;

/// <summary>A job as its row says it.</summary>
public sealed record StoryJob
{
    public string Project { get; init; } = "";

    public Guid JobId { get; init; }

    public string? GroupId { get; init; }

    public string Task { get; init; } = "";

    public string Urgency { get; init; } = "";

    public string State { get; init; } = "";

    public DateTime Deadline { get; init; }

    public DateTime ReceivedAt { get; init; }

    public int Rescues { get; init; }

    public int Waits { get; init; }

    public string? HeldReason { get; init; }

    public DateTime? WakeAt { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Model { get; init; }

    public string? Lane { get; init; }

    public double? Confidence { get; init; }

    public int Attempts { get; init; }

    public long CostNanoUsd { get; init; }

    public bool? Late { get; init; }

    public string? RejectField { get; init; }

    public string? RejectCode { get; init; }

    public DateTime? EndedAt { get; init; }
}

/// <summary>One stored decision: JSON as the router wrote it.</summary>
public sealed record StoryDecision
{
    public int Step { get; init; }

    public string Decided { get; init; } = "";
}

/// <summary>One purchase and what became of it.</summary>
public sealed record StoryAttempt
{
    public Guid AttemptId { get; init; }

    public int Number { get; init; }

    public string Purpose { get; init; } = "";

    public string State { get; init; } = "";

    public string Model { get; init; } = "";

    public string Lane { get; init; } = "";

    public string PriceVersion { get; init; } = "";

    public double PredictedQuality { get; init; }

    public long HoldNanoUsd { get; init; }

    public int MaxOutputTokens { get; init; }

    public DateTime StartedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public string? Failure { get; init; }

    public string? Detail { get; init; }

    public string? Finish { get; init; }

    public string? ProviderRequestId { get; init; }

    public int? ElapsedMs { get; init; }

    public long? InputTokens { get; init; }

    public long? CachedInputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? ReasoningTokens { get; init; }

    public double? Confidence { get; init; }

    /// <summary>Name to [value, contribution in log-odds], as JSON.</summary>
    public string? SignalsJson { get; init; }

    /// <summary>Sum of its ledger entries; null, none.</summary>
    public long? PostedNanoUsd { get; init; }

    public bool HasAnswer { get; init; }

    /// <summary>Whether the job took this attempt's answer.</summary>
    public bool IsTheAnswer { get; init; }
}

/// <summary>A message that never became a job.</summary>
public sealed record StoryRefusal
{
    public string? Project { get; init; }

    public string? GroupId { get; init; }

    public string Field { get; init; } = "";

    public string Code { get; init; } = "";

    public string Reason { get; init; } = "";

    public DateTime RejectedAt { get; init; }
}
