using BatchRouter.Budgeting;

namespace BatchRouter.Routing;

/// <summary>
/// What a job does that does not fit into a budget, by the account's policy. While only others' holds stand in the way it waits for
/// them, whatever the policy, until its latest safe start. Pure.
/// </summary>
internal static class AtTheLimit
{
    /// <summary>Whether a refusal speaks against a candidate: those who plan again stay within what is left, the others plan no more.</summary>
    public static bool KeepsOut(BudgetRefusal refusal, Candidate candidate)
    {
        if (!Concerns(refusal, candidate))
            return false;
        return refusal.Budget.AtLimit != AtLimit.Cheaper || refusal.IsQueued || Asked(refusal, candidate) > refusal.RoomNanoUsd;
    }

    /// <summary>Whether a candidate is paid from the account that said no.</summary>
    public static bool Concerns(BudgetRefusal refusal, Candidate candidate) =>
        refusal.Budget.Scope is not BudgetScope.Model { Name: var model } || model == candidate.Offer.Model.Name;

    public static Choice Choose(RoutingRequest request, IReadOnlyList<Candidate> candidates)
    {
        var kept = candidates.Where(candidate => candidate.Refusal == ReasonCodes.OverBudget).ToList();
        var refusal = Binding(request.OverBudget, kept);
        var asked = Least(refusal, kept);
        var safeStart = LatestSafeStart.Of(request.Job.Deadline, kept.Min(candidate => candidate.TimeP99));
        if (!refusal.IsFullFor(asked))
            return request.Now < safeStart ? Hold(refusal, asked, safeStart) : Refuse("budget_contended", refusal, asked);
        return refusal.Budget.AtLimit == AtLimit.Wait && refusal.ResetsAt < safeStart && request.Now < safeStart
            ? Hold(refusal, asked, safeStart)
            : Refuse("budget_exceeded", refusal, asked);
    }

    // The one that leaves no hope stands before those that may: a later one was asked after an earlier one was planned around.
    private static BudgetRefusal Binding(IReadOnlyList<BudgetRefusal> refusals, List<Candidate> kept) =>
        refusals.LastOrDefault(refusal => refusal.IsFullFor(Least(refusal, kept))) ?? refusals[^1];

    // Under "cheaper" the cheapest would do; else what was asked stands.
    private static long Least(BudgetRefusal refusal, List<Candidate> kept) => refusal.Budget.AtLimit == AtLimit.Cheaper
        ? kept.Where(candidate => KeepsOut(refusal, candidate)).Select(candidate => Asked(refusal, candidate)).DefaultIfEmpty(refusal.AskedNanoUsd).Min()
        : refusal.AskedNanoUsd;

    private static long Asked(BudgetRefusal refusal, Candidate candidate) => refusal.IsSoft ? candidate.SoftHoldNanoUsd : candidate.HoldNanoUsd;

    private static Choice.Hold Hold(BudgetRefusal refusal, long asked, DateTimeOffset safeStart) =>
        new("money", safeStart, new MoneyWait(refusal.Budget.Id, asked));

    private static Choice.Refuse Refuse(string code, BudgetRefusal refusal, long asked) => new(
        "$", code, $"{(refusal with { AskedNanoUsd = asked }).Arithmetic}; raise the limit with 'batchrouter budget set', or ask for less with maxOutputTokens");
}
