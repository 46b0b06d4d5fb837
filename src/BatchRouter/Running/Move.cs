using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Shipping;
using BatchRouter.Siding;

namespace BatchRouter.Running;

/// <summary>Where a job goes in one commit.</summary>
public abstract record Move
{
    private Move() { }

    /// <summary>The state it leads to.</summary>
    public abstract JobState To { get; }

    /// <summary>An attempt is opened with its hold.</summary>
    /// <param name="Attempt">What is bought.</param>
    /// <param name="Payer">Whose budgets it falls under; null, it costs nothing.</param>
    /// <param name="IsArrival">A new job: it stands behind those that wait for money already.</param>
    public abstract record Buy(Attempt Attempt, Payer? Payer, bool IsArrival) : Move
    {
        /// <summary>Held beside the attempt's own hold, for what may have to be bought at once instead.</summary>
        public virtual long WayBackNanoUsd => 0;
    }

    /// <summary>Running: it is bought at once.</summary>
    public sealed record Start(Attempt Attempt, Payer? Payer, bool IsArrival) : Buy(Attempt, Payer, IsArrival)
    {
        public override JobState To => JobState.Running;
    }

    /// <summary>Parked: it is bought with a shipment.</summary>
    /// <param name="Attempt">What is bought.</param>
    /// <param name="Payer">Whose budgets it falls under.</param>
    /// <param name="IsArrival">A new job: it stands behind those that wait for money already.</param>
    /// <param name="LatestSafeStart">What is not answered then goes the way back.</param>
    /// <param name="Bytes">Of its message: about what its row will take.</param>
    /// <param name="Tokens">Input and output at most, as the provider's quota of waiting tokens may count them.</param>
    public sealed record Park(Attempt Attempt, Payer? Payer, bool IsArrival, DateTimeOffset LatestSafeStart, long Bytes, long Tokens)
        : Buy(Attempt, Payer, IsArrival)
    {
        public override JobState To => JobState.Parked;

        public override long WayBackNanoUsd => Attempt.Candidate.WayBackNanoUsd;

        /// <summary>When it leaves with whoever is there.</summary>
        public DateTimeOffset LeavesBy => Cohorts.LeavesBy(Attempt.StartedAt, LatestSafeStart);
    }

    /// <summary>Held until a wake time, or until money is there.</summary>
    public sealed record Hold(string Reason, DateTimeOffset WakeAt, MoneyWait? Money = null) : Move
    {
        public override JobState To => JobState.Held;
    }

    /// <summary>Settled, for ever.</summary>
    public sealed record Settle(Ending Ending) : Move
    {
        /// <summary>Opened in the same commit: whoever settles a job, however often it is written, has them once.</summary>
        public IReadOnlyList<SideJob> Sides { get; init; } = [];

        public override JobState To => JobState.Settled;
    }

    /// <summary>Cancelled, for ever: nothing that was bought answered.</summary>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="Attempts">Purchases made.</param>
    /// <param name="CostNanoUsd">Charges so far.</param>
    public sealed record Cancel(string Reason, int Attempts, long CostNanoUsd) : Move
    {
        public override JobState To => JobState.Cancelled;
    }

    /// <summary>Rejected, for ever.</summary>
    public sealed record Reject(string Field, string Code, string Reason) : Move
    {
        public override JobState To => JobState.Rejected;
    }
}
