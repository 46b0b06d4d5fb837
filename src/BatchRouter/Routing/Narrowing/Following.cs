using BatchRouter.Routing.Naming;

namespace BatchRouter.Routing.Narrowing;

/// <summary>Follows what narrowing strategies said, as far as each goes, and says where it went no further.</summary>
internal static class Following
{
    /// <summary>Before anything was tried: an A/B arm is kept to unless none of its models can ever serve the job.</summary>
    public static void WhileAble(IReadOnlyList<Narrowed> said, ModelNames names, RoutingRequest request, Candidate[] candidates, List<StrategyNote> notes) =>
        Follow(Firmness.WhileAble, said, names, candidates, notes, candidate =>
            candidate.IsEligible && !request.FailedForGood.Contains(candidate.Offer.Name));

    /// <summary>Among those who may be asked now: a guess or a trial is followed as long as one of its models is among them.</summary>
    public static void WhileEligible(IReadOnlyList<Narrowed> said, ModelNames names, Candidate[] candidates, List<StrategyNote> notes) =>
        Follow(Firmness.WhileEligible, said, names, candidates, notes, candidate => candidate.IsEligible);

    private static void Follow(
        Firmness firmness, IReadOnlyList<Narrowed> said, ModelNames names, Candidate[] candidates, List<StrategyNote> notes, Func<Candidate, bool> isAsked)
    {
        foreach (var word in said)
        {
            if (word.Firmness != firmness || word.Models.Count == 0)
                continue;
            var meant = names.Of(word.Models);
            if (!Array.Exists(candidates, candidate => meant.Contains(candidate.Place) && isAsked(candidate)))
            {
                notes.Add(word.Note with { Reason = ReasonCodes.NotFollowed });
                continue;
            }

            foreach (var candidate in candidates)
                if (candidate.IsEligible && !meant.Contains(candidate.Place))
                    candidate.Refuse(word.Refusal);
        }
    }
}
