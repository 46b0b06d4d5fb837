using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>Where a job goes in one commit.</summary>
public abstract record Move
{
    private Move() { }

    /// <summary>The state it leads to.</summary>
    public abstract JobState To { get; }

    /// <summary>Running: an attempt is opened with its hold.</summary>
    public sealed record Start(Attempt Attempt) : Move
    {
        public override JobState To => JobState.Running;
    }

    /// <summary>Held until a wake time.</summary>
    public sealed record Hold(string Reason, DateTimeOffset WakeAt) : Move
    {
        public override JobState To => JobState.Held;
    }

    /// <summary>Settled, for ever.</summary>
    public sealed record Settle(Ending Ending) : Move
    {
        public override JobState To => JobState.Settled;
    }

    /// <summary>Rejected, for ever.</summary>
    public sealed record Reject(string Field, string Code, string Reason) : Move
    {
        public override JobState To => JobState.Rejected;
    }
}
