using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>A batch as its provider keeps it.</summary>
internal sealed class FakeBatch
{
    public required string Id { get; init; }

    public required Guid Shipment { get; init; }

    public required IReadOnlyList<FakeBatchRow> Rows { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Before, the provider says that there is none.</summary>
    public required DateTimeOffset VisibleAt { get; init; }

    public BatchEnd End { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public string? ErrorCode { get; init; }

    public bool IsOver { get; set; }

    /// <summary>What is read once it is over.</summary>
    public List<BatchLine> Lines { get; } = [];

    public BatchStatus Status => IsOver
        ? new BatchStatus { End = End, EndedAt = EndsAt, Output = End == BatchEnd.Refused ? null : "lines", ErrorCode = ErrorCode }
        : new BatchStatus();
}

/// <summary>A row on its way.</summary>
internal sealed record FakeBatchRow(Guid Attempt, RowFate Fate, DateTimeOffset AnswersAt, Usage Usage, long ChargeNanoUsd)
{
    /// <summary>Once it is answered.</summary>
    public bool IsCharged => Fate != RowFate.Failed;

    /// <summary>Null: there is no line for it.</summary>
    public CallResult? Result(TimeSpan elapsed) => Fate switch
    {
        RowFate.Missing => null,
        RowFate.Failed => new CallResult.Failed(FailureKind.InvalidRequest, false, "the row is at fault") { Elapsed = elapsed },
        RowFate.WithoutUsage => Reply(null, 0, elapsed),
        RowFate.Doubtful => Reply(Usage, -9, elapsed),
        RowFate.CutShort => Reply(Usage, 0, elapsed, FinishReason.Length),
        _ => Reply(Usage, 0, elapsed),
    };

    private CallResult.Replied Reply(Usage? usage, double logProbability, TimeSpan elapsed, FinishReason finish = FinishReason.Stop) =>
        new(new Answer { Text = $"answer {Attempt:n}", MeanLogProbability = logProbability, Finish = finish }, usage)
        {
            Elapsed = elapsed,
            ProviderRequestId = $"batch-{Attempt:n}",
        };
}

/// <summary>How a row goes, if its batch lasts long enough.</summary>
internal enum RowFate
{
    Answered,
    Doubtful,
    CutShort,
    WithoutUsage,
    Failed,

    /// <summary>Charged, and no line says so.</summary>
    Missing,
}
