namespace BatchRouter.Lanes;

/// <summary>How long it takes to buy synchronously after all what another lane did not bring.</summary>
/// <param name="Sync">One synchronous attempt, by the quantile that may be missed as seldom as jobs may be late.</param>
/// <param name="Drain">Until all rows that come back with it are through.</param>
/// <param name="Cancel">Until what was sent has ended after its cancellation and is read; with flex, until a call under way is given up.</param>
/// <param name="Escalate">A stronger attempt after the first.</param>
/// <param name="Delta">Waking, commits, and some air.</param>
public readonly record struct WayBack(TimeSpan Sync, TimeSpan Drain, TimeSpan Cancel, TimeSpan Escalate, TimeSpan Delta)
{
    public TimeSpan Takes => Sync + Drain + Cancel + Escalate + Delta;

    /// <summary>The moment at which the way back must begin. The beginning of time, where a deadline leaves no room.</summary>
    public DateTimeOffset LatestSafeStart(DateTimeOffset deadline) =>
        Takes < deadline - DateTimeOffset.MinValue ? deadline - Takes : DateTimeOffset.MinValue;
}
