namespace BatchRouter.Shipping;

/// <summary>When shipments leave and how they are followed. Times of the workers' clock, but for how often it is looked.</summary>
public sealed record ShippingOptions
{
    /// <summary>How far apart the latest safe starts of one shipment's rows may be, as a share of the time left for the first. Default 0.1.</summary>
    public double CohortSpread { get; init; } = 0.1;

    /// <summary>What is in doubt and not listed is looked for so long, and at least four times, before its rows are bought again. Default 15 min.</summary>
    public TimeSpan DoubtAtMost { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Looking for cohorts that leave and shipments that are due, real time. Default 1 s.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Shipments that one worker follows at once. Default 8.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>Rows that one worker lands at once. Default 64.</summary>
    public int LandingsAtOnce { get; init; } = 64;
}
