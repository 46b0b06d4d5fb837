using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Routing.Planning;
using BatchRouter.Routing.Predicting;

namespace BatchRouter.Quoting;

/// <summary>What one job would cost, and whether it would be in time, if it were decided now. Money in nano-USD. Pure: nothing is bought or held.</summary>
public sealed record JobQuote
{
    private JobQuote() { }

    /// <summary>The decision behind it; after a question to a small model, the one that would follow if that said nothing usable.</summary>
    public required Decision Decision { get; init; }

    /// <summary>Why it would be refused, as field and code; null, it would be bought.</summary>
    public (string Field, string Code)? Refusal { get; init; }

    /// <summary>What is asked first about its kind; null, nobody is.</summary>
    public Candidate? Question { get; init; }

    /// <summary>Done in its first lane, in time, and the first answer is accepted.</summary>
    public long LowNanoUsd { get; init; }

    /// <summary>As the planner expects it, with the rest of the cascade and the ways back.</summary>
    public long ExpectedNanoUsd { get; init; }

    /// <summary>All holds of the whole plan, each step with its way back; no more than the job may cost.</summary>
    public long MaximumNanoUsd { get; init; }

    /// <summary>What the same plan is expected to cost if every step is bought at once.</summary>
    public long AllSyncNanoUsd { get; init; }

    /// <summary>The chance that it is answered before its deadline, 0 to 1.</summary>
    public double OnTimeChance { get; init; }

    /// <summary>The plan's first step; null, it would be refused.</summary>
    public Candidate? First => Refusal is null ? Decision.Plan.Steps[0] : null;

    /// <param name="request">As a worker would ask for the job's first decision.</param>
    /// <param name="router">Who decides.</param>
    public static JobQuote Of(RoutingRequest request, Router router)
    {
        var decision = router.Decide(request);
        if (decision.Choice is not Choice.Classify ask)
            return Of(decision, null, router);
        var left = request.LeftNanoUsd - ask.Candidate.CostNanoUsd;
        return Of(router.Decide(request with { Step = request.Step + 1, VerdictFailed = true, LeftNanoUsd = left }), ask.Candidate, router);
    }

    private static JobQuote Of(Decision decision, Candidate? question, Router router) => decision.Choice switch
    {
        Choice.Buy => Bought(decision, question, router),
        Choice.Refuse refuse => new JobQuote { Decision = decision, Question = question, Refusal = (refuse.Field, refuse.Code) },
        var other => new JobQuote { Decision = decision, Question = question, Refusal = ("$", DecisionJson.NameOf(other)) },
    };

    private static JobQuote Bought(Decision decision, Candidate? question, Router router)
    {
        var (request, steps) = (decision.Request, decision.Plan.Steps);
        var task = router.Policy.TaskFor(request.Job.Task);
        var prediction = new Prediction(request, task);
        var most = steps.Sum(step => MostOf(step, prediction, router, request.Now));
        var low = steps[0].Offer.Price.ChargeNanoUsd(prediction.SizesOf(steps[0].Offer.Model).Expected);
        return new JobQuote
        {
            Decision = decision,
            Question = question,
            LowNanoUsd = low + (question?.CostNanoUsd ?? 0),
            ExpectedNanoUsd = decision.Plan.CostNanoUsd + (question?.CostNanoUsd ?? 0),
            MaximumNanoUsd = Math.Min(most, request.LeftNanoUsd ?? long.MaxValue) + (question?.HoldNanoUsd ?? 0),
            AllSyncNanoUsd = AtOnce(decision.Plan, task.Judge) + (question?.CostNanoUsd ?? 0),
            OnTimeChance = Quoting.OnTimeChance.Of(steps, request.Slack, task.Judge, router.Policy.Lateness),
        };
    }

    // What flex refuses is bought at once, and is held for anew.
    private static long MostOf(Candidate step, in Prediction prediction, Router router, DateTimeOffset now)
    {
        if (step.Offer.Lane != Lane.Flex || router.Offers.At(step.Place, now) is not { } sync)
            return step.HoldNanoUsd + step.WayBackNanoUsd;
        return Math.Max(step.HoldNanoUsd, sync.Price.HoldNanoUsd(prediction.SizesOf(step.Offer.Model).InputAtMost, step.MaxOutputTokens));
    }

    private static long AtOnce(Plan plan, Judge judge)
    {
        var steps = plan.Steps.Select(step => step with { CostNanoUsd = step.Lanes?.Verdict?.SyncNanoUsd ?? step.CostNanoUsd }).ToList();
        // An order of fallbacks is expected to cost what its first costs: the others are asked where it fails.
        return plan.CostNanoUsd == CascadePlanner.Expected(plan.Steps, judge).CostNanoUsd ? CascadePlanner.Expected(steps, judge).CostNanoUsd : steps[0].CostNanoUsd;
    }
}
