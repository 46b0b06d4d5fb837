using BatchRouter.Sandbox.Simulation.Batching;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>A batch as OpenAI shows it.</summary>
internal static class BatchObject
{
    private static readonly Dictionary<BatchPhase, string> Words = new()
    {
        [BatchPhase.Validating] = "validating",
        [BatchPhase.InProgress] = "in_progress",
        [BatchPhase.Finalizing] = "finalizing",
        [BatchPhase.Completed] = "completed",
        [BatchPhase.Failed] = "failed",
        [BatchPhase.Expired] = "expired",
        [BatchPhase.Cancelling] = "cancelling",
        [BatchPhase.Cancelled] = "cancelled",
    };

    public static string Word(BatchPhase phase) => Words[phase];

    public static object Of(SimulatedBatch batch, BatchSight sight, DateTimeOffset now, string? outputFileId, string? errorFileId)
    {
        var (plan, phase) = (batch.Plan, sight.Phase);
        var worked = batch.Faults.Count == 0 && now >= plan.ValidatedAt && (batch.CancellingAt ?? now) >= plan.ValidatedAt;
        var finalized = phase is BatchPhase.Finalizing or BatchPhase.Completed;
        return new
        {
            batch.Id,
            Object = "batch",
            batch.Endpoint,
            batch.Model,
            Errors = phase == BatchPhase.Failed ? new { Object = "list", Data = batch.Faults.Select(fault => new { fault.Code, fault.Message, fault.Param, fault.Line }) } : null,
            batch.InputFileId,
            CompletionWindow = "24h",
            Status = Word(phase),
            OutputFileId = outputFileId,
            ErrorFileId = errorFileId ?? (batch.Fate.EmptyErrorFileId && sight.EndedAt is not null ? "" : null),
            CreatedAt = plan.CreatedAt.ToUnixTimeSeconds(),
            InProgressAt = Unix(worked, plan.ValidatedAt),
            ExpiresAt = plan.CreatedAt.AddHours(24).ToUnixTimeSeconds(),
            FinalizingAt = Unix(finalized, plan.FinalizingAt),
            CompletedAt = Unix(phase == BatchPhase.Completed, plan.CompletedAt),
            FailedAt = Unix(phase == BatchPhase.Failed, plan.ValidatedAt),
            ExpiredAt = Unix(phase == BatchPhase.Expired, plan.ExpiresAt),
            CancellingAt = Unix(batch.CancellingAt is not null, batch.CancellingAt.GetValueOrDefault()),
            CancelledAt = Unix(phase == BatchPhase.Cancelled, sight.EndedAt.GetValueOrDefault()),
            RequestCounts = CountsOf(batch, sight),
            Usage = sight.EndedAt is null ? null : UsageOf(batch.Usage),
            batch.Metadata,
        };
    }

    // Until the end nobody has looked into the rows: what is refused is known by its fate alone.
    private static object CountsOf(SimulatedBatch batch, BatchSight sight)
    {
        var isEmpty = sight.Phase is BatchPhase.Validating or BatchPhase.Failed;
        var failed = sight.EndedAt is not null
            ? batch.Refused
            : batch.Rows.Take(sight.Done).Count(row => row.Fate is RowFate.Rejected or RowFate.Failed or RowFate.TimedOut);
        return new { Total = isEmpty ? 0 : batch.Rows.Count, Completed = sight.Done - failed, Failed = failed };
    }

    private static object UsageOf(SimulatedUsage usage) => new
    {
        usage.InputTokens,
        InputTokensDetails = new { usage.CachedTokens },
        usage.OutputTokens,
        OutputTokensDetails = new { usage.ReasoningTokens },
        TotalTokens = usage.InputTokens + usage.OutputTokens,
    };

    private static long? Unix(bool isReached, DateTimeOffset at) => isReached ? at.ToUnixTimeSeconds() : null;
}
