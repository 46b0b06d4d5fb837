using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Siding;

namespace BatchRouter.Running;

/// <summary>Where a job goes in one commit.</summary>
public abstract record Move
{
    private Move() { }

    /// <summary>The state it leads to.</summary>
    public abstract JobState To { get; }

    /// <summary>Running: an attempt is opened with its hold.</summary>
    /// <param name="Attempt">What is bought.</param>
    /// <param name="Payer">Whose budgets it falls under; null, it costs nothing.</param>
    /// <param name="IsArrival">A new job: it stands behind those that wait for money already.</param>
    public sealed record Start(Attempt Attempt, Payer? Payer, bool IsArrival) : Move
    {
        public override JobState To => JobState.Running;
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

    /// <summary>Rejected, for ever.</summary>
    public sealed record Reject(string Field, string Code, string Reason) : Move
    {
        public override JobState To => JobState.Rejected;
    }
}
