namespace BatchRouter.Routing;

/// <summary>Third station: little slack, the fastest; slack, the cheapest plan that reaches the quality, cascades included.</summary>
internal static class Planning
{
    public static (Plan Plan, string Reason) Choose(
        IReadOnlyList<Candidate> eligible, double quality, TimeSpan slack, TaskPolicy task, RoutingPolicy policy)
    {
        if (slack <= TimeSpan.Zero)
            return (Single(Fastest(eligible)), ReasonCodes.LateFastest);
        if (slack < policy.LittleSlack)
            return (Single(Fastest(eligible)), ReasonCodes.LittleSlackFastest);

        Plan? cheapest = null;
        Plan? best = null;
        foreach (var plan in Plans(eligible, task, policy.PlanSteps))
        {
            if (plan.TimeP99 > slack)
                continue;
            if (plan.Quality >= quality && (cheapest is null || IsCheaper(plan, cheapest)))
                cheapest = plan;
            if (best is null || plan.Quality > best.Quality || (plan.Quality == best.Quality && IsCheaper(plan, best)))
                best = plan;
        }

        if (cheapest is not null)
            return (cheapest, eligible.Count == 1 ? ReasonCodes.OnlyCandidate : ReasonCodes.CheapestReachingQuality);
        return best is not null
            ? (best, eligible.Count == 1 ? ReasonCodes.OnlyCandidate : ReasonCodes.QualityUnreachableBest)
            : (Single(Fastest(eligible)), ReasonCodes.LittleSlackFastest);
    }

    private static bool IsCheaper(Plan one, Plan other) =>
        one.CostNanoUsd < other.CostNanoUsd || (one.CostNanoUsd == other.CostNanoUsd && one.Steps.Count < other.Steps.Count);

    private static Candidate Fastest(IReadOnlyList<Candidate> eligible) =>
        eligible.OrderBy(candidate => candidate.TimeP99).ThenBy(candidate => candidate.CostNanoUsd).First();

    private static Plan Single(Candidate candidate) =>
        new([candidate], candidate.Quality, candidate.CostNanoUsd, candidate.TimeP99);

    private static IEnumerable<Plan> Plans(IReadOnlyList<Candidate> eligible, TaskPolicy task, int steps)
    {
        foreach (var candidate in eligible)
            yield return Single(candidate);
        if (steps < 2)
            yield break;
        var ladder = Frontier(eligible);
        for (var first = 0; first < ladder.Count; first++)
            for (var second = first + 1; second < ladder.Count; second++)
            {
                yield return Cascade([ladder[first], ladder[second]], task.Judge);
                for (var third = second + 1; steps > 2 && third < ladder.Count; third++)
                    yield return Cascade([ladder[first], ladder[second], ladder[third]], task.Judge);
            }
    }

    // A step that is dearer and no better than another never helps a cascade.
    private static List<Candidate> Frontier(IReadOnlyList<Candidate> eligible)
    {
        var ladder = new List<Candidate>();
        foreach (var candidate in eligible.OrderBy(item => item.CostNanoUsd).ThenByDescending(item => item.Quality))
            if (ladder.Count == 0 || candidate.Quality > ladder[^1].Quality)
                ladder.Add(candidate);
        return ladder;
    }

    /// <summary>What a cascade is expected to give, taking steps as independent: the last answer is kept whatever it is.</summary>
    internal static Plan Cascade(IReadOnlyList<Candidate> steps, Judge judge)
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
}
