namespace BatchRouter.Lanes;

/// <summary>What is known of the lanes of one model, for one job at one moment.</summary>
public sealed record LaneOutlook
{
    /// <summary>From batch to sync.</summary>
    public required WayBack WayBack { get; init; }

    /// <summary>How long a call in flex is waited for, before it is given up for sync.</summary>
    public TimeSpan FlexGivesUp { get; init; }

    /// <summary>G: the chance that batch is done before the latest safe start, 0 to 1.</summary>
    public double BatchChance { get; init; }

    /// <summary>k: the chance that a row which is late in batch is charged there too, 0 to 1.</summary>
    public double DoubleChargeChance { get; init; }

    /// <summary>The chance that flex takes the call before its latest safe start, 0 to 1.</summary>
    public double FlexChance { get; init; }

    /// <summary>From flex to sync: there is no cohort to drain, and nothing to cancel but the call itself.</summary>
    public WayBack FlexWayBack => WayBack with { Drain = TimeSpan.Zero, Cancel = FlexGivesUp };
}
