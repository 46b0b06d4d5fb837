namespace BatchRouter.Routing.Planning;

/// <summary>The cheapest single offer that reaches the quality in time: nothing is paid twice.</summary>
internal sealed class CostPlanner : IPlanner
{
    public (Plan Plan, string Reason) Choose(in PlanningInput input)
    {
        Candidate? cheapest = null;
        foreach (var candidate in input.Eligible)
            if (candidate.Quality >= input.Quality
                && candidate.TimeP99 <= input.Slack
                && (cheapest is null || candidate.CostNanoUsd < cheapest.CostNanoUsd || (candidate.CostNanoUsd == cheapest.CostNanoUsd && candidate.Quality > cheapest.Quality)))
                cheapest = candidate;
        if (cheapest is null)
            return SingleOffers.Otherwise(input);
        return (SingleOffers.Of(cheapest), input.Eligible.Length == 1 ? ReasonCodes.OnlyCandidate : ReasonCodes.CheapestSingle);
    }
}
