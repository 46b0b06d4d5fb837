namespace BatchRouter.Routing.Planning;

/// <summary>Plans of one step.</summary>
internal static class SingleOffers
{
    public static Plan Of(Candidate candidate) => new([candidate], candidate.Quality, candidate.CostNanoUsd, candidate.TimeP99);

    /// <summary>By the time that 99 in 100 stay under, then by the time that half do, then by cost.</summary>
    public static Candidate Fastest(Candidate[] eligible)
    {
        var fastest = eligible[0];
        foreach (var candidate in eligible)
            if (IsFaster(candidate, fastest))
                fastest = candidate;
        return fastest;
    }

    /// <summary>The highest quality, the cheaper of two equals; in time where anybody is.</summary>
    public static Candidate? Best(Candidate[] eligible, TimeSpan slack)
    {
        Candidate? best = null;
        foreach (var candidate in eligible)
            if (candidate.TimeP99 <= slack
                && (best is null || candidate.Quality > best.Quality || (candidate.Quality == best.Quality && candidate.CostNanoUsd < best.CostNanoUsd)))
                best = candidate;
        return best;
    }

    /// <summary>Where nobody reaches the quality in time: the best in time, or, where nobody is in time, the fastest.</summary>
    public static (Plan Plan, string Reason) Otherwise(in PlanningInput input) => Best(input.Eligible, input.Slack) is { } best
        ? (Of(best), input.Eligible.Length == 1 ? ReasonCodes.OnlyCandidate : ReasonCodes.QualityUnreachableBest)
        : (Of(Fastest(input.Eligible)), ReasonCodes.LittleSlackFastest);

    public static bool IsFaster(Candidate one, Candidate other)
    {
        if (one.TimeP99 != other.TimeP99)
            return one.TimeP99 < other.TimeP99;
        return one.TimeP50 != other.TimeP50 ? one.TimeP50 < other.TimeP50 : one.CostNanoUsd < other.CostNanoUsd;
    }
}
