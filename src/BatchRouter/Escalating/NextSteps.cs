using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.Escalating;

/// <summary>Decides what follows an attempt. Pure: everything it reads stands in <see cref="Situation"/>.</summary>
public static class NextSteps
{
    public static NextStep Choose(Situation now) => now.Result switch
    {
        _ when now.Attempt.Question is not null => new NextStep.Plan(),
        CallResult.Replied when now.Score!.Confidence >= now.Task.Scoring.Threshold => new NextStep.Accept(),
        _ when CapReached(now) is { } cap => new NextStep.GiveUp(cap),
        CallResult.Replied when IsShortOfTokens(now) => new NextStep.Repeat(),
        CallResult.Replied => new NextStep.Escalate(),
        CallResult.Failed failed => AfterFailure(now, failed),
        _ => throw new InvalidOperationException("a call result without a next step"),
    };

    /// <summary>Why nothing more may be bought, or null.</summary>
    public static string? CapReached(AttemptCaps caps, int costlyAttempts, TimeSpan slack, long? leftNanoUsd)
    {
        if (costlyAttempts >= caps.Attempts)
            return "attempts_cap";
        if (-slack > caps.AfterDeadline)
            return "time_cap";
        return leftNanoUsd <= 0 ? "money_cap" : null;
    }

    private static string? CapReached(Situation now) =>
        CapReached(now.Task.Caps, now.CostlyAttempts, now.Job.Deadline - now.At, now.LeftNanoUsd);

    // Repeating with the same limit could only be cut at the same place.
    private static bool IsShortOfTokens(Situation now) => now.Score!.Has(Vetoes.Truncated) && now.Attempt.Candidate.MayHaveMoreTokens;

    private static NextStep AfterFailure(Situation now, CallResult.Failed failed) => failed.Kind switch
    {
        FailureKind.RateLimited when CanWait(now, failed.RetryAfter) is { } until => new NextStep.Wait("rate", until),
        FailureKind.Refused => new NextStep.Escalate(),
        _ => new NextStep.FallBack(),
    };

    private static DateTimeOffset? CanWait(Situation now, TimeSpan? retryAfter)
    {
        if (now.WaitsMade >= now.Task.Caps.Waits)
            return null;
        // A provider that says "at once" is not hammered; one that says nothing is asked ever more rarely.
        var pause = retryAfter ?? WaitTimes.After(now.WaitsMade);
        var until = now.At + (pause > WaitTimes.Least ? pause : WaitTimes.Least);
        // In flex it is tried until the latest safe start, and then at once.
        if (now.Attempt.Candidate is { Offer.Lane: Lane.Flex, LatestSafeStart: { } safe })
            return now.At >= safe ? null : until < safe ? until : safe;
        return until + (2 * now.Attempt.Candidate.TimeP99) < now.Job.Deadline ? until : null;
    }
}

/// <summary>What a next step is decided from.</summary>
/// <param name="Job">The job.</param>
/// <param name="Task">Its task's settings.</param>
/// <param name="Attempt">The attempt that ended.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Score">The answer's score; null where there is none.</param>
/// <param name="CostlyAttempts">Attempts that cost or may have cost, this one included.</param>
/// <param name="WaitsMade">Waits so far.</param>
/// <param name="LeftNanoUsd">What the job may still cost; null, no limit.</param>
/// <param name="At">Now.</param>
public sealed record Situation(
    BatchJob Job,
    TaskPolicy Task,
    Attempt Attempt,
    CallResult Result,
    Score? Score,
    int CostlyAttempts,
    int WaitsMade,
    long? LeftNanoUsd,
    DateTimeOffset At);
