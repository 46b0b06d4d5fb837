namespace BatchRouter.Lanes;

/// <summary>What the way back is reckoned with beside what was learned. Times of the workers' clock.</summary>
public sealed record LaneOptions
{
    /// <summary>In how long the synchronous lane drains what a shipment leaves unanswered; shipments are no larger. Default 5 min.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Waking, commits, and some air. Default 5 s.</summary>
    public TimeSpan Delta { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The chance that a row which is late in batch is charged there too, 0 to 1. Default 0.1: what a cancelled batch has answered is used,
    /// so only a batch that does not even end in time is paid twice.
    /// </summary>
    public double DoubleChargeChance { get; init; } = 0.1;
}
