namespace BatchRouter.Routing.Planning;

/// <summary>The cheapest plan that reaches the quality in time, cascades of up to three models included.</summary>
internal sealed class CascadePlanner : IPlanner
{
    public (Plan Plan, string Reason) Choose(in PlanningInput input)
    {
        var ladder = Ladder(input.Eligible, input.Slack);
        if (ladder.Length == 0)
            return (SingleOffers.Of(SingleOffers.Fastest(input.Eligible)), ReasonCodes.LittleSlackFastest);
        var search = new CascadeSearch(ladder, input.Task.Judge, input.Quality, input.Slack, input.PlanSteps);
        var cheapest = search.Cheapest();
        return (Expected(cheapest ?? search.Best(), input.Task.Judge), input.Eligible.Length == 1
            ? ReasonCodes.OnlyCandidate
            : cheapest is null ? ReasonCodes.QualityUnreachableBest : ReasonCodes.CheapestReachingQuality);
    }

    /// <summary>What a cascade is expected to give, taking steps as independent: the last answer is kept whatever it is.</summary>
    public static Plan Expected(IReadOnlyList<Candidate> steps, Judge judge)
    {
        var (reach, quality, cost, time) = (1.0, 0.0, 0.0, TimeSpan.Zero);
        for (var i = 0; i < steps.Count; i++)
        {
            var step = steps[i];
            var isLast = i == steps.Count - 1;
            cost += reach * step.CostNanoUsd;
            time += step.TimeP99;
            quality += reach * step.Quality * (isLast ? 1 : judge.AcceptsRight);
            reach *= 1 - (step.Quality * judge.AcceptsRight + (1 - step.Quality) * judge.AcceptsWrong);
        }

        return new Plan(steps, quality, (long)Math.Ceiling(cost), time);
    }

    // Those in time, by cost and quality: a step that is dearer and no better than another never helps a cascade.
    private static Candidate[] Ladder(Candidate[] eligible, TimeSpan slack)
    {
        var ladder = new Candidate[eligible.Length];
        var count = 0;
        foreach (var candidate in eligible)
            if (candidate.TimeP99 <= slack)
                ladder[count++] = candidate;
        ladder.AsSpan(0, count).Sort(new ByCost());
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (kept == 0 || ladder[i].Quality > ladder[kept - 1].Quality)
                ladder[kept++] = ladder[i];
        return ladder[..kept];
    }

    // The catalogue's order last: a sort that is not stable must not decide.
    private readonly struct ByCost : IComparer<Candidate>
    {
        public int Compare(Candidate? x, Candidate? y)
        {
            if (x!.CostNanoUsd != y!.CostNanoUsd)
                return x.CostNanoUsd < y.CostNanoUsd ? -1 : 1;
            return x.Quality != y.Quality ? y.Quality.CompareTo(x.Quality) : x.Place - y.Place;
        }
    }
}
