using BatchRouter.Budgeting;
using BatchRouter.Cancelling;
using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Escalating;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Siding;

namespace BatchRouter.Running;

/// <summary>From what was decided of a job to the move that is written with it. Nothing is bought or written here.</summary>
internal sealed class Moves(LiveRouter live, AttemptIds ids, CancelledGroups cancelled, TimeProvider clock)
{
    /// <summary>The reason of what was ended because its group was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Where a job goes that has just arrived.</summary>
    public Move Arriving(JobStory story, Decision decision) => cancelled.Has(story.Job.GroupId)
        ? new Move.Reject("groupId", "group_cancelled", "its group was cancelled before it arrived")
        : Following(story, decision, Purpose.First);

    /// <summary>Where a decision leads.</summary>
    public Move Following(JobStory story, Decision decision, Purpose purpose) => decision.Choice switch
    {
        Choice.Buy { First.Offer.Lane: Lane.Batch } buy => Park(story, decision, buy.First, purpose),
        Choice.Buy buy => Start(story, decision, buy.First, purpose),
        Choice.Classify ask => Start(story, decision, ask.Candidate, Purpose.Classify, ask.Settings),
        Choice.Hold { Money: { } money } hold => new Move.Hold(hold.Reason, hold.WakeAt, money),
        Choice.Hold hold when story.Waits < live.Current.Policy.TaskFor(story.Job.Task).Caps.Waits => new Move.Hold(hold.Reason, hold.WakeAt),
        Choice.Refuse refuse when IsUntried(story) => new Move.Reject(refuse.Field, refuse.Code, refuse.Reason),
        Choice.Hold hold when story.Lease.State == JobState.Received => new Move.Reject("$", "no_eligible_model", $"nobody can be asked now ({hold.Reason}), and the task allows no waits"),
        Choice.Refuse refuse when story.OverBudget.Count > 0 => Settle(story, refuse.Code),
        _ => Settle(story, "plan_ended"),
    };

    /// <summary>Whether nothing more is to be bought for it.</summary>
    public bool IsCancelled(JobStory story) => story.IsCancelled || cancelled.Has(story.Job.GroupId);

    /// <summary>A job's end. A cancelled one that has no answer has nothing to be settled with; what it has was paid for, and is given.</summary>
    public Move Ending(JobStory story, string? reason) => reason == Cancelled && story.Best is null
        ? new Move.Cancel("its group was cancelled", story.Attempts, story.ChargedNanoUsd)
        : Settle(story, reason);

    /// <summary>
    /// Whether nothing more is to be bought, and why: what a worker that lost its lease has bought is good enough all the same; what died too often
    /// or is spent buys no more.
    /// </summary>
    public (bool IsAtItsEnd, string? Reason) EndOf(JobStory story)
    {
        var task = live.Current.Policy.TaskFor(story.Job.Task);
        if (HasGoodAnswer(story))
            return (true, null);
        if (IsCancelled(story))
            return (true, Cancelled);
        if (story.Rescues > task.Caps.Rescues)
            return (true, "poison");
        var left = story.LeftOf(task.Caps.CostNanoUsd);
        var reason = story.Attempts == 0 ? null : NextSteps.CapReached(task.Caps, story.CostlyAttempts, story.Job.Deadline - clock.GetUtcNow(), left);
        return (reason is not null, reason);
    }

    /// <summary>Whether its best answer is good enough.</summary>
    public bool HasGoodAnswer(JobStory story) => story.Best?.Confidence >= live.Current.Policy.TaskFor(story.Job.Task).Scoring.Threshold;

    private Move.Start Start(JobStory story, Decision decision, Candidate first, Purpose purpose, ClassifySettings? question = null)
    {
        var (now, number) = (decision.Request.Now, story.Attempts + 1);
        if (decision.Reason == ReasonCodes.AnswerCached)
            return new Move.Start(new Attempt(ids.Next(now), number, Purpose.Cache, first, now, decision.Request.Cached), null, false);
        var payer = Payer.Of(story.Job, live.Current.Policy.TeamOf(story.Job.Key.Project));
        return new Move.Start(new Attempt(ids.Next(now), number, purpose, first, now, Question: question), payer, story.IsNew);
    }

    private Move.Park Park(JobStory story, Decision decision, Candidate first, Purpose purpose)
    {
        var (now, job) = (decision.Request.Now, story.Job);
        var payer = Payer.Of(job, live.Current.Policy.TeamOf(job.Key.Project));
        var attempt = new Attempt(ids.Next(now), story.Attempts + 1, purpose, first, now);
        return new Move.Park(attempt, payer, story.IsNew, first.LatestSafeStart ?? job.Deadline, job.Body.Length, story.Size.TokensAtMost + (long)first.MaxOutputTokens);
    }

    private static bool IsUntried(JobStory story) => story.Attempts == 0 && story.Lease.State != JobState.Running;

    private Move.Settle Settle(JobStory story, string? reason)
    {
        var (router, now) = (live.Current, clock.GetUtcNow());
        var ending = story.EndAt(now, reason);
        var settled = new RoutingRequest { Job = story.Job, Now = now, Size = story.Size, Perception = story.Perception, Step = 1 };
        return new Move.Settle(ending) { Sides = SideJobs.Of(settled, ending, router) };
    }
}
