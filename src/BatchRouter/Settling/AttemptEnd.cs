using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.Settling;

/// <summary>How an attempt ended, with its money: what is written in one transaction with the job's next move.</summary>
public sealed record AttemptEnd
{
    public required Attempt Attempt { get; init; }

    /// <summary>Replied, Failed or Unknown.</summary>
    public required AttemptState State { get; init; }

    /// <summary>The ledger entry's amount; null posts none.</summary>
    public long? ChargeNanoUsd { get; init; }

    public Usage? Usage { get; init; }

    /// <summary>The answer to store, whatever the money's state.</summary>
    public Answer? Answer { get; init; }

    public Score? Score { get; init; }

    public FailureKind? Failure { get; init; }

    public string? Detail { get; init; }

    public string? ProviderRequestId { get; init; }

    /// <summary>The attempt that bought the answer, where it was served from the cache.</summary>
    public Guid? SourceAttempt { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>From what came of the call to what is booked: usage known, charged; a proof that nothing was charged, void; else unknown.</summary>
    public static AttemptEnd Of(Attempt attempt, CallResult result, Score? score, DateTimeOffset at) => result switch
    {
        CallResult.Replied replied => new AttemptEnd
        {
            Attempt = attempt,
            State = replied.Usage is null ? AttemptState.Unknown : AttemptState.Replied,
            ChargeNanoUsd = replied.Usage is { } usage ? attempt.Candidate.Offer.Price.ChargeNanoUsd(usage) : null,
            Usage = replied.Usage,
            Answer = replied.Answer,
            Score = score,
            ProviderRequestId = replied.ProviderRequestId,
            SourceAttempt = attempt.Cached?.AttemptId,
            Elapsed = replied.Elapsed,
            At = at,
        },
        CallResult.Failed failed => new AttemptEnd
        {
            Attempt = attempt,
            State = failed.MayBeCharged ? AttemptState.Unknown : AttemptState.Failed,
            Failure = failed.Kind,
            Detail = failed.Detail,
            ProviderRequestId = failed.ProviderRequestId,
            Elapsed = failed.Elapsed,
            At = at,
        },
        _ => throw new InvalidOperationException("a call result without an end"),
    };
}
