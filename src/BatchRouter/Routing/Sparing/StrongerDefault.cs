namespace BatchRouter.Routing.Sparing;

/// <summary>
/// Where what was learned of a task no longer holds, its jobs go to the strongest model. Some go on as the policy plans, by what the
/// catalogue expects: without cheap answers there would be no more audits, and nobody could say that it holds again.
/// </summary>
internal static class StrongerDefault
{
    /// <summary>Of the jobs of a drifting task, so many go on as the policy plans.</summary>
    private const double ProbeShare = 0.1;

    public static bool Holds(RoutingRequest request) =>
        request.IsDrifting && StableHash.Share("drift", request.Job.Key) >= ProbeShare;
}
