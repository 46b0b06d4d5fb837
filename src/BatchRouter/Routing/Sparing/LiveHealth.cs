namespace BatchRouter.Routing.Sparing;

/// <summary>
/// Around models that do badly now, beyond the breaker: as long as others may be asked. A recovering one gets a small share of the jobs,
/// so that it is known when it has recovered; where only such are left, they are asked.
/// </summary>
internal static class LiveHealth
{
    /// <summary>From this share of failures on a model is spared.</summary>
    private const double MostErrors = 0.5;

    /// <summary>With less of its rate limit left than this it is spared.</summary>
    private const double LeastHeadroom = 0.02;

    /// <summary>Of the jobs that a recovering model would get, so many ask it.</summary>
    private const double ProbeShare = 0.05;

    public static void Spare(RoutingRequest request, Candidate[] candidates)
    {
        if (request.Observed.Count == 0)
            return;
        string?[]? complaints = null;
        var isAnyWell = false;
        for (var place = 0; place < candidates.Length; place++)
        {
            if (!candidates[place].IsEligible)
                continue;
            if (Complaint(request, candidates[place]) is { } complaint)
                (complaints ??= new string?[candidates.Length])[place] = complaint;
            else
                isAnyWell = true;
        }

        for (var place = 0; isAnyWell && complaints is not null && place < candidates.Length; place++)
            candidates[place].Refuse(complaints[place]);
    }

    /// <summary>Why a model had better not be asked now, or null.</summary>
    private static string? Complaint(RoutingRequest request, Candidate candidate)
    {
        if (candidate.Seen is not { } seen)
            return null;
        if (seen.IsRecovering)
            return StableHash.Share(FormattableString.Invariant($"probe:{candidate.Offer.Model.Name}:{request.Step}"), request.Job.Key) < ProbeShare ? null : ReasonCodes.Recovering;
        if (seen.ErrorShare > MostErrors)
            return ReasonCodes.Unhealthy;
        return seen.Headroom < LeastHeadroom ? ReasonCodes.NoHeadroom : null;
    }
}
