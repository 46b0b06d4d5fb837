using BatchRouter.Budgeting;
using BatchRouter.Classifying;
using BatchRouter.Jobs;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using BatchRouter.Routing.Predicting;
using BatchRouter.Scoring;
using BatchRouter.Settling;

namespace BatchRouter.Running;

/// <summary>What one run knows of its job: how it stands, what was tried, the best answer. Lives in memory; everything that matters is in the store.</summary>
internal sealed class JobStory
{
    private readonly HashSet<string> _failed = [];
    private readonly HashSet<string> _failedForGood = [];
    private readonly List<BudgetRefusal> _overBudget = [];
    private long _openHoldsNanoUsd;

    private JobStory(BatchJob job, PromptSize size, Perception perception, Lease lease) =>
        (Job, Size, Perception, Lease) = (job, size, perception, lease);

    public BatchJob Job { get; }

    public PromptSize Size { get; }

    public Perception Perception { get; }

    public Lease Lease { get; private set; }

    public int Decisions { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Attempts that cost or may have cost.</summary>
    public int CostlyAttempts { get; private set; }

    public int Waits { get; private set; }

    public int Rescues { get; private init; }

    /// <summary>Nothing more is to be bought for it, as was known when it was taken over.</summary>
    public bool IsCancelled { get; private init; }

    public long ChargedNanoUsd { get; private set; }

    /// <summary>Nothing was decided of it before: it stands behind those that wait for money already.</summary>
    public bool IsNew => Lease.State == JobState.Received || (Job.Side is not null && Decisions == 0);

    public IReadOnlySet<string> Failed => _failed;

    public IReadOnlySet<string> FailedForGood => _failedForGood;

    /// <summary>What budgets said to the move that is being chosen.</summary>
    public IReadOnlyList<BudgetRefusal> OverBudget => _overBudget;

    /// <summary>There is no room for a lane and its way back in a budget, whatever others give back; there may be for buying at once.</summary>
    public bool OnlySync { get; private set; }

    /// <summary>What is left of the plan that is followed.</summary>
    public IReadOnlyList<string> Remaining { get; private set; } = [];

    public BestAnswer? Best { get; private set; }

    /// <summary>The highest predicted quality among offers that answered, and not well enough: nothing weaker is asked after them.</summary>
    public double? Floor { get; private set; }

    /// <summary>An answer was cut where the job allows more output tokens.</summary>
    public bool WasCut { get; private set; }

    /// <summary>What a small model said of the prompt for this job.</summary>
    public Verdict? Verdict { get; private set; }

    /// <summary>A small model was asked in vain, or could not be paid: it is not asked again.</summary>
    public bool VerdictFailed { get; private set; }

    public static JobStory Begin(BatchJob job, PromptSize size, Perception perception) =>
        new(job, size, perception, new Lease(job.Key, JobState.Received, 0));

    public static JobStory Resume(ClaimedJob claimed, PromptSize size, Perception perception, ClassifySettings? question)
    {
        var story = new JobStory(claimed.Job, size, perception, claimed.Lease)
        {
            Decisions = claimed.Decisions,
            Attempts = claimed.Attempts.Count,
            Waits = claimed.Waits,
            Rescues = claimed.Rescues,
            IsCancelled = claimed.IsCancelled,
        };
        foreach (var past in claimed.Attempts)
            story.Remember(past, question);
        return story;
    }

    /// <summary>A job whose last attempt is about to end: it counts once it has.</summary>
    public static JobStory Land(ClaimedJob claimed, Attempt landing, PromptSize size, Perception perception, ClassifySettings? question)
    {
        var before = claimed with { Attempts = claimed.Attempts.Where(past => past.Id != landing.Id).ToList() };
        var story = Resume(before, size, perception, question);
        story.Attempts++;
        return story;
    }

    /// <summary>What the job may still cost under a limit: neither charges nor open holds are left.</summary>
    public long? LeftOf(long? capNanoUsd)
    {
        var limit = (Job.MaxCostNanoUsd, capNanoUsd) switch
        {
            ({ } own, { } cap) => Math.Min(own, cap),
            ({ } own, null) => own,
            (null, var cap) => cap,
        };
        return limit - ChargedNanoUsd - _openHoldsNanoUsd;
    }

    /// <summary>What a call takes of a provider's tokens per minute: its input as expected, and all that its answer may have.</summary>
    public long TokensOf(Candidate candidate) => Prediction.ExpectedInput(Job, Size, candidate.Offer.Model) + candidate.MaxOutputTokens;

    /// <summary>How the job would end now.</summary>
    /// <param name="now">When.</param>
    /// <param name="reason">Why it is exhausted; null, its answer is accepted.</param>
    public Ending EndAt(DateTimeOffset now, string? reason) => new(
        reason is null ? Outcome.Accepted : Outcome.Exhausted,
        reason,
        Best?.AttemptId,
        Best?.Model,
        Best?.Lane,
        Best?.Confidence,
        Attempts,
        ChargedNanoUsd,
        now > Job.Deadline);

    /// <summary>A budget left no room: nothing was moved, and the decision is made again. Where there is none for a verdict, or for a way back, it is made without.</summary>
    public void Refused(BudgetRefusal refusal, Move move)
    {
        if (move is Move.Start { Attempt.Question: not null })
            VerdictFailed = true;
        else if (move is Move.Buy { WayBackNanoUsd: > 0 } && refusal.IsFull)
            OnlySync = true;
        else
            _overBudget.Add(refusal);
    }

    /// <summary>The decision stands in the store.</summary>
    public void Decided(Decision decision)
    {
        Decisions++;
        // A plan that waits for a verdict is not begun.
        Remaining = decision.Choice is Choice.Buy ? decision.Plan.Steps.Skip(1).Select(step => step.Offer.Name).ToList() : [];
    }

    public void Ended(AttemptEnd end)
    {
        var offer = end.Attempt.Candidate.Offer;
        ChargedNanoUsd += end.ChargeNanoUsd ?? 0;
        if (end.State == AttemptState.Unknown)
            _openHoldsNanoUsd += end.Attempt.Candidate.HoldNanoUsd;
        if (end.Attempt.Question is { } question)
        {
            Classified(end.Attempt.Id, end.Answer?.Text, question);
            return;
        }

        if (end.State != AttemptState.Failed)
            CostlyAttempts++;
        if (end.Failure is { } failure && !Failures.IsOfTime(failure))
            (Failures.IsForGood(failure) ? _failedForGood : _failed).Add(offer.Name);
        if (end.Answer is { } answer && end.Score is { } score)
        {
            Offer(new BestAnswer(
                end.Attempt.Id, offer.Model.Name, LaneNames.Of(offer.Lane), end.Attempt.Candidate.Quality, score.Confidence, answer.Text, answer.ToolCallsJson));
            var isShort = score.Has(Vetoes.Truncated) && end.Attempt.Candidate.MayHaveMoreTokens;
            Answered(isShort, end.Attempt.Candidate.Quality);
        }
    }

    public void Moved(Move move)
    {
        Lease = Lease with { State = move.To, Fence = Lease.Fence + 1 };
        _overBudget.Clear();
        OnlySync = false;
        if (move is Move.Buy)
            Attempts++;
        if (move is not Move.Hold hold)
            return;
        Waits += hold.Money is null ? 1 : 0;
        _failed.Clear();
    }

    // Confidences of two models are calibrated apart, so between two usable answers the stronger model's is taken; an answer that
    // was as good as vetoed never stands above one that was not. One without a word is none.
    private void Offer(BestAnswer answer)
    {
        if (string.IsNullOrWhiteSpace(answer.Text) && answer.ToolCallsJson is null)
            return;
        if (Best is null
            || (answer.IsUsable == Best.IsUsable ? answer.PredictedQuality >= Best.PredictedQuality : answer.IsUsable))
            Best = answer;
    }

    // An answer that was only cut says nothing against its offer, once.
    private void Answered(bool isShort, double quality)
    {
        if (isShort)
            WasCut = true;
        else
            Floor = Math.Max(Floor ?? 0, quality);
    }

    // What a small model says of a prompt, or fails to say, is nothing for or against its own answers.
    private void Classified(Guid attempt, string? said, ClassifySettings? question)
    {
        if (question is not null && VerdictReader.Read(said, question) is { } kind)
            Verdict = new Verdict(kind, attempt);
        VerdictFailed = Verdict is null;
    }

    private void Remember(PastAttempt past, ClassifySettings? question)
    {
        ChargedNanoUsd += past.ChargedNanoUsd;
        if (past.State is AttemptState.Unknown or AttemptState.Started)
            _openHoldsNanoUsd += past.HoldNanoUsd;
        if (past.Purpose == Purpose.Classify)
        {
            Classified(past.Id, past.Output, question);
            return;
        }

        if (past.State != AttemptState.Failed)
            CostlyAttempts++;
        if (past.Failure is { } failure && Failures.IsForGood(failure))
            _failedForGood.Add($"{past.Model}:{past.Lane}");
        if (past.Confidence is { } confidence)
        {
            Offer(new BestAnswer(past.Id, past.Model, past.Lane, past.Quality, confidence, past.Output, past.ToolCallsJson));
            Answered(past.WasCut && past.MaxOutputTokens < Job.MaxOutputTokens && !WasCut, past.Quality);
        }
    }
}

/// <summary>The answer a job would be settled with.</summary>
internal sealed record BestAnswer(
    Guid AttemptId, string Model, string Lane, double PredictedQuality, double Confidence, string? Text, string? ToolCallsJson)
{
    // Above the highest confidence that a veto leaves by default, and below what any unvetoed answer gets.
    private const double LeastUsable = 0.05;

    public bool IsUsable => Confidence >= LeastUsable;
}
