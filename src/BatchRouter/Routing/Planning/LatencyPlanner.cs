namespace BatchRouter.Routing.Planning;

/// <summary>The fastest that reaches the quality, whatever it costs: by observed quantiles where there are any, by the catalogue's elsewhere.</summary>
internal sealed class LatencyPlanner : IPlanner
{
    public (Plan Plan, string Reason) Choose(in PlanningInput input)
    {
        Candidate? fastest = null;
        foreach (var candidate in input.Eligible)
            if (candidate.Quality >= input.Quality && candidate.TimeP99 <= input.Slack && (fastest is null || SingleOffers.IsFaster(candidate, fastest)))
                fastest = candidate;
        if (fastest is null)
            return SingleOffers.Otherwise(input);
        return (SingleOffers.Of(fastest), input.Eligible.Length == 1 ? ReasonCodes.OnlyCandidate : ReasonCodes.FastestReachingQuality);
    }
}
