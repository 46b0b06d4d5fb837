using BatchRouter.Routing.Sparing;

namespace BatchRouter.Routing.Planning;

/// <summary>The rest of an earlier plan, where it still can be followed. A sibling takes over from a deployment that failed or is not the job's any more.</summary>
internal static class PlanFollowing
{
    public static Plan? Choose(RoutingRequest request, Candidate[] eligible, TaskPolicy task, RoutingPolicy policy, IReadOnlyList<Family> families, int[] remaining)
    {
        if (remaining.Length == 0 || request.Slack <= policy.LittleSlack)
            return null;
        var steps = new List<Candidate>(remaining.Length + 1);
        foreach (var family in families)
            if (HasFailed(request, family, remaining) && Of(family, eligible) is { } sibling)
                steps.Add(sibling);
        foreach (var place in remaining)
            if (Find(place, eligible, families) is { } candidate && !steps.Contains(candidate))
                steps.Add(candidate);
        return steps.Count > 0 && CascadePlanner.Expected(steps, task.Judge) is var plan && plan.TimeP99 <= request.Slack ? plan : null;
    }

    private static Candidate? Find(int place, Candidate[] eligible, IReadOnlyList<Family> families)
    {
        foreach (var candidate in eligible)
            if (candidate.Place == place)
                return candidate;
        foreach (var family in families)
            if (Array.IndexOf(family.Places, place) >= 0)
                return Of(family, eligible);
        return null;
    }

    private static Candidate? Of(Family family, Candidate[] eligible)
    {
        foreach (var candidate in eligible)
            if (Array.IndexOf(family.Places, candidate.Place) >= 0)
                return candidate;
        return null;
    }

    // One that is still to come in the plan has not failed: it is reached in its turn.
    private static bool HasFailed(RoutingRequest request, Family family, int[] remaining)
    {
        if (request.Failed.Count + request.FailedForGood.Count == 0)
            return false;
        for (var i = 0; i < family.Places.Length; i++)
            if (request.Failed.Contains(family.OfferAt(i)) || request.FailedForGood.Contains(family.OfferAt(i)))
                return !Array.Exists(remaining, place => Array.IndexOf(family.Places, place) >= 0);
        return false;
    }
}
