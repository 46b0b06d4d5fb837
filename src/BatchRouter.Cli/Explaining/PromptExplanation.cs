using BatchRouter.Cli.Presenting;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Explaining;

/// <summary>How a prompt would be routed now, by files alone. Money in USD, times in milliseconds.</summary>
internal sealed record PromptExplanation
{
    public required string Project { get; init; }

    public required string Task { get; init; }

    public required DateTimeOffset Deadline { get; init; }

    public required double SlackSeconds { get; init; }

    public required int PromptTokens { get; init; }

    public required double QualityWanted { get; init; }

    public required string Catalog { get; init; }

    public required string Policy { get; init; }

    /// <summary>buy, classify, hold or refuse.</summary>
    public required string Choice { get; init; }

    public required string Reason { get; init; }

    /// <summary>The offer that is asked first what kind of prompt it is; null, nobody.</summary>
    public string? Asks { get; init; }

    /// <summary>Why it would be refused.</summary>
    public string? Why { get; init; }

    /// <summary>The strategies that spoke, in their order; the last one plans.</summary>
    public required IReadOnlyList<StrategyNote> Strategies { get; init; }

    public required ExplainedPlan Plan { get; init; }

    public required IReadOnlyList<ExplainedCandidate> Candidates { get; init; }

    public static PromptExplanation Of(Decision decision)
    {
        var (request, stored) = (decision.Request, StoredDecision.Read(DecisionJson.Write(decision)));
        return new PromptExplanation
        {
            Project = request.Job.Key.Project,
            Task = request.Job.Task,
            Deadline = request.Job.Deadline,
            SlackSeconds = Math.Round(request.Slack.TotalSeconds, 3),
            PromptTokens = request.Size.Tokens,
            QualityWanted = decision.Quality,
            Catalog = decision.CatalogVersion,
            Policy = decision.PolicyVersion,
            Choice = stored.Choice,
            Reason = decision.Reason,
            Asks = (decision.Choice as Choice.Classify)?.Candidate.Offer.Name,
            Why = (decision.Choice as Choice.Refuse)?.Reason,
            Strategies = [.. decision.Notes, new StrategyNote(decision.Strategy, decision.Reason)],
            Plan = new ExplainedPlan(stored.Plan, stored.PlanQuality, Usd.Of(decision.Plan.CostNanoUsd), decision.Plan.TimeP99.TotalMilliseconds),
            Candidates = decision.Candidates.Zip(stored.Candidates, Candidate).ToList(),
        };
    }

    private static ExplainedCandidate Candidate(Candidate candidate, StoredCandidate stored) => new(
        stored.Offer, candidate.IsEligible, stored.Reason, candidate.Quality, Usd.Of(candidate.CostNanoUsd), Usd.Of(candidate.HoldNanoUsd),
        candidate.TimeP50.TotalMilliseconds, candidate.TimeP99.TotalMilliseconds, candidate.MaxOutputTokens, candidate.Offer.Price.Version)
    { Lanes = stored.Lanes };
}

/// <summary>Offers in their order, with what is expected of them together.</summary>
internal sealed record ExplainedPlan(IReadOnlyList<string> Offers, double ExpectedQuality, decimal ExpectedCostUsd, double P99Ms);

/// <summary>One offer: why it is in the plan or not, what is predicted of it, and what would be held for it.</summary>
internal sealed record ExplainedCandidate(
    string Offer, bool Eligible, string Reason, double PredictedQuality, decimal CostUsd, decimal HoldUsd, double P50Ms, double P99Ms, int MaxOutputTokens,
    string Price)
{
    /// <summary>Why it is bought in its lane; null, its model is sold in no other.</summary>
    public StoredLanes? Lanes { get; init; }
}
