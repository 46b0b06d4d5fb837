using BatchRouter.Caching;
using BatchRouter.Cancelling;
using BatchRouter.Classifying;
using BatchRouter.Escalating;
using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using BatchRouter.Settling;

namespace BatchRouter.Running;

/// <summary>
/// The life of a job on one page: decide, open, call, score, choose the next step, settle, announce.
/// Every way in (delivery, rescue, wake, a shipment's row) enters here; no other class opens, settles or announces.
/// </summary>
public sealed class JobRunner(
    LiveRouter live,
    AnswerScorer scorer,
    IJobStore store,
    IModelClient models,
    ITokenCounter tokens,
    IAnnouncer announcer,
    IAnswerCache cache,
    Senses senses,
    VerdictMemory verdicts,
    AttemptIds ids,
    CancelledGroups cancelled,
    TimeProvider clock)
{
    private readonly Moves _moves = new(live, ids, cancelled, clock);

    /// <summary>A job that the broker delivered. Returns when its row is durable and, if it is ours, its life ended or it waits.</summary>
    public async Task<OpenResult> DeliverAsync(BatchJob job, DateTimeOffset receivedAt, CancellationToken stop)
    {
        var story = JobStory.Begin(job, tokens.Measure(job), await senses.PerceiveAsync(job, live.Current.Policy, stop));
        var key = live.Current.Policy.TaskFor(job.Task).AnswerCacheAge is null ? null : RequestKey.Of(job);
        var cached = key is null ? null : await FindCachedAsync(job, key, stop);
        while (true)
        {
            var decision = Decide(story, new NextStep.FallBack(), cached: cached);
            var move = _moves.Arriving(story, decision);
            var opened = await store.OpenAsync(new Opening(job, receivedAt, decision, move, key), stop);
            if (opened is OpenResult.OverBudget over)
            {
                story.Refused(over.Refusal, move);
                continue;
            }

            if (opened is OpenResult.Opened)
            {
                story.Decided(decision);
                story.Moved(move);
                await LiveAsync(story, move, stop);
            }

            return opened;
        }
    }

    /// <summary>A job whose worker died, or whose wake time came.</summary>
    public async Task ResumeAsync(ClaimedJob claimed, CancellationToken stop)
    {
        var policy = live.Current.Policy;
        var perception = await senses.PerceiveAsync(claimed.Job, policy, stop);
        var story = JobStory.Resume(claimed, tokens.Measure(claimed.Job), perception, policy.TaskFor(claimed.Job.Task).Classify);
        var purpose = story.IsNew ? Purpose.First : claimed.Lease.State == JobState.Held ? Purpose.Wake : Purpose.Rescue;
        var (isAtItsEnd, reason) = _moves.EndOf(story);
        var move = await CommitAsync(story, null, Choose, stop);
        if (move is not null)
            await LiveAsync(story, move, stop);

        (Decision?, Move) Choose()
        {
            var decision = isAtItsEnd ? null : Decide(story, new NextStep.FallBack());
            return (decision, decision is null ? _moves.Ending(story, reason) : _moves.Following(story, decision, purpose));
        }
    }

    /// <summary>What became of a parked or shipped job's row: answered, failed, missing, or its time was up.</summary>
    /// <param name="claimed">The job, under this worker's lease; the row's attempt is its last.</param>
    /// <param name="attempt">The row's.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="stop">Cancels.</param>
    public async Task LandAsync(ClaimedJob claimed, Attempt attempt, CallResult result, CancellationToken stop)
    {
        var policy = live.Current.Policy;
        var perception = await senses.PerceiveAsync(claimed.Job, policy, stop);
        var story = JobStory.Land(claimed, attempt, tokens.Measure(claimed.Job), perception, policy.TaskFor(claimed.Job.Task).Classify);
        await GuardAsync(story, async () =>
        {
            if (await EndAsync(story, attempt, result, stop) is { } move)
                await BuyAsync(story, move, stop);
        }, stop);
    }

    /// <summary>What became of a row whose job went on without it: its money and its answer are kept, and the job is not moved.</summary>
    public async Task BookAsync(ClaimedJob job, Attempt attempt, CallResult result, CancellationToken stop)
    {
        var perception = await senses.PerceiveAsync(job.Job, live.Current.Policy, stop);
        var story = JobStory.Land(job, attempt, tokens.Measure(job.Job), perception, null);
        var end = AttemptEnd.Of(attempt, result, Score(story, attempt, result), clock.GetUtcNow());
        // Nobody's lease: the move never holds.
        await store.AdvanceAsync(new Turn(job.Lease with { Fence = -1 }, end, null, new Move.Hold("late", end.At), end.At), stop);
    }

    private Task LiveAsync(JobStory story, Move move, CancellationToken stop) => GuardAsync(story, () => BuyAsync(story, move, stop), stop);

    /// <exception cref="BrokenRunException">A surprise: the job is still under the lease that the exception names.</exception>
    private static async Task GuardAsync(JobStory story, Func<Task> live, CancellationToken stop)
    {
        try
        {
            await live();
        }
        catch (Exception surprise) when (!stop.IsCancellationRequested)
        {
            throw new BrokenRunException(story.Lease, surprise);
        }
    }

    private async Task BuyAsync(JobStory story, Move first, CancellationToken stop)
    {
        var move = first;
        while (move is Move.Start start)
        {
            var result = await CallAsync(story, start.Attempt, stop);
            if (await EndAsync(story, start.Attempt, result, stop) is not { } following)
                return;
            move = following;
        }

        await AnnounceAsync(story, move, stop);
    }

    // Null: the lease was lost. The attempt's money and answer are kept all the same.
    private async Task<Move?> EndAsync(JobStory story, Attempt attempt, CallResult result, CancellationToken stop)
    {
        var score = Score(story, attempt, result);
        var end = AttemptEnd.Of(attempt, result, score, clock.GetUtcNow());
        story.Ended(end);
        Observe(story, end);
        // What was bought before may have been answered since, too late for its own turn: it is paid, and good enough all the same.
        var next = _moves.HasGoodAnswer(story) ? new NextStep.Accept() : NextSteps.Choose(Situation(story, attempt, result, score));
        if (_moves.IsCancelled(story) && next is not NextStep.Accept)
            next = new NextStep.GiveUp(Moves.Cancelled);
        return await CommitAsync(story, end, () => Take(story, attempt, next), stop);
    }

    private void Observe(JobStory story, AttemptEnd end)
    {
        if (end.Attempt.Question is { } question)
        {
            if (story.Verdict is { } verdict)
                verdicts.Remember(story.Job, question, verdict);
        }
        else if (end is { ChargeNanoUsd: { } charge, SourceAttempt: null })
            senses.Costs.Observe(story.Job.Task, end.Attempt.Candidate.Offer.Name, charge);
    }

    private async Task<CachedAnswer?> FindCachedAsync(BatchJob job, byte[] key, CancellationToken stop)
    {
        var task = live.Current.Policy.TaskFor(job.Task);
        var asked = Math.Max(job.Quality ?? task.Quality, task.Scoring.Threshold);
        return await cache.FindAsync(job.Key.Project, key, clock.GetUtcNow() - task.AnswerCacheAge!.Value, asked, stop);
    }

    private async Task<CallResult> CallAsync(JobStory story, Attempt attempt, CancellationToken stop)
    {
        if (attempt.Cached is { } cached)
            return cached.Reply();
        var (offer, job) = (attempt.Candidate.Offer, attempt.Question is { } question ? ClassifyPrompt.Of(story.Job, question) : story.Job);
        var limit = TimeLimits.ForCall(attempt.Candidate, story.Job.Deadline, clock.GetUtcNow());
        CallResult? result = null;
        senses.Models.Began(offer.Model.Name);
        try
        {
            return result = await models.CallAsync(new ModelCall(attempt.Id, job, offer, attempt.Candidate.MaxOutputTokens, limit) { Tokens = story.TokensOf(attempt.Candidate) }, stop);
        }
        finally
        {
            senses.Models.Ended(offer.Model.Name, result, clock.GetUtcNow(), offer.Lane);
        }
    }

    private Score? Score(JobStory story, Attempt attempt, CallResult result) => result is CallResult.Replied replied && attempt.Question is null
        ? attempt.Cached?.Score() ?? scorer.Score(
            new ScoringInput(replied.Answer, story.Job.Prompt, story.Job.Format, story.Job.JsonSchema, attempt.Candidate.Quality),
            senses.ScoringOf(story.Job, live.Current.Policy.TaskFor(story.Job.Task)))
        : null;

    private (Decision? Decision, Move Move) Take(JobStory story, Attempt attempt, NextStep next)
    {
        switch (next)
        {
            case NextStep.Accept:
                return (null, _moves.Ending(story, null));
            case NextStep.GiveUp giveUp:
                return (null, _moves.Ending(story, giveUp.Reason));
            case NextStep.Wait wait:
                return (null, new Move.Hold(wait.Reason, wait.Until));
            default:
                var decision = Decide(story, next, attempt);
                return (decision, _moves.Following(story, decision, PurposeOf(next)));
        }
    }

    private Decision Decide(JobStory story, NextStep next, Attempt? last = null, CachedAnswer? cached = null)
    {
        var router = live.Current;
        return router.Decide(senses.Look(Request(router.Policy, story, next, last, cached), router.Policy.TeamOf(story.Job.Key.Project), router));
    }

    private RoutingRequest Request(RoutingPolicy policy, JobStory story, NextStep next, Attempt? last, CachedAnswer? cached) =>
        new()
        {
            Job = story.Job,
            Now = clock.GetUtcNow(),
            Size = story.Size,
            Perception = story.Perception,
            Verdict = story.Verdict ?? verdicts.Recall(story.Job, policy.TaskFor(story.Job.Task).Classify),
            VerdictFailed = story.VerdictFailed,
            Step = story.Decisions + 1,
            OpenBreakers = models.OpenBreakers,
            Failed = story.Failed,
            FailedForGood = story.FailedForGood,
            Waits = story.Waits,
            Remaining = story.Remaining,
            StrongerThan = StrongerThan(story, next, last),
            WasCut = story.WasCut,
            Again = next is NextStep.Repeat ? last?.Candidate.Offer.Name : null,
            LeftNanoUsd = story.LeftOf(policy.TaskFor(story.Job.Task).Caps.CostNanoUsd),
            OverBudget = story.OverBudget.ToList(),
            OnlySync = story.OnlySync,
            Cached = cached,
        };

    /// <summary>Commits what is chosen; where a budget leaves no room for it, it is chosen again, knowing that. Null: the lease was lost.</summary>
    private async Task<Move?> CommitAsync(JobStory story, AttemptEnd? end, Func<(Decision?, Move)> choose, CancellationToken stop)
    {
        while (true)
        {
            var (decision, move) = choose();
            switch (await store.AdvanceAsync(new Turn(story.Lease, end, decision, move, clock.GetUtcNow()), stop))
            {
                case AdvanceResult.LeaseLost:
                    return null;
                case AdvanceResult.OverBudget over:
                    story.Refused(over.Refusal, move);
                    end = null;
                    break;
                default:
                    if (decision is not null)
                        story.Decided(decision);
                    story.Moved(move);
                    return move;
            }
        }
    }

    private async Task AnnounceAsync(JobStory story, Move move, CancellationToken stop)
    {
        if (Announcements.Of(story, move, clock.GetUtcNow()) is not { } announcement)
            return;
        await announcer.AnnounceAsync(announcement, stop);
        store.MarkAnnounced(story.Job.Key);
    }

    private Situation Situation(JobStory story, Attempt attempt, CallResult result, Score? score)
    {
        var task = live.Current.Policy.TaskFor(story.Job.Task);
        return new Situation(
            story.Job, task, attempt, result, score, story.CostlyAttempts, story.Waits, story.LeftOf(task.Caps.CostNanoUsd), clock.GetUtcNow());
    }

    // Falling back after an escalation goes on upwards: asking again those who answered would begin the cycle anew.
    private static double? StrongerThan(JobStory story, NextStep next, Attempt? last) => next switch
    {
        NextStep.Repeat => null,
        NextStep.Escalate when last is { Candidate.Quality: var refused } => Math.Max(story.Floor ?? 0, refused),
        _ => story.Floor,
    };

    private static Purpose PurposeOf(NextStep next) => next switch
    {
        NextStep.Escalate => Purpose.Escalate,
        NextStep.Repeat => Purpose.Repeat,
        NextStep.Plan => Purpose.First,
        _ => Purpose.FallBack,
    };
}
