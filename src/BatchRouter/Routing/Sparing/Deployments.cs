namespace BatchRouter.Routing.Sparing;

/// <summary>Load balancing: of a family's deployments one is left to the job, by its id and their weights; the busy are passed over while a sibling is free.</summary>
internal static class Deployments
{
    /// <summary>With less of its rate limit left than this a deployment gives way to a sibling.</summary>
    private const double LittleHeadroom = 0.1;

    public static void Spread(RoutingRequest request, IReadOnlyList<Family> families, Candidate[] candidates)
    {
        for (var f = 0; f < families.Count; f++)
        {
            var family = families[f];
            var (taken, isFree, score) = (-1, false, 0.0);
            for (var i = 0; i < family.Places.Length; i++)
            {
                if (candidates[family.Places[i]] is not { IsEligible: true } candidate)
                    continue;
                var (free, own) = (!IsBusy(candidate), family.Score(i, request));
                if (taken < 0 || (free && !isFree) || (free == isFree && own > score))
                    (taken, isFree, score) = (family.Places[i], free, own);
            }

            foreach (var place in family.Places)
                if (place != taken && candidates[place].IsEligible)
                    candidates[place].Refuse(ReasonCodes.OtherDeployment);
        }
    }

    private static bool IsBusy(Candidate candidate) =>
        candidate.Seen is { } seen && (seen.UnderWay >= candidate.Offer.Model.ConcurrentCalls || seen.Headroom < LittleHeadroom);
}
