namespace BatchRouter.Shipping;

/// <summary>How often a shipment is looked at: ever more rarely with its age, and never so often that all of a provider's shipments together pass its limit.</summary>
public static class LookTimes
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(10);
    private const double ShareOfAge = 0.05;

    /// <param name="shipment">Sent.</param>
    /// <param name="now">By the worker's clock.</param>
    /// <param name="underWay">Shipments that the provider works on now.</param>
    public static DateTimeOffset Next(Shipment shipment, DateTimeOffset now, int underWay)
    {
        var age = now - (shipment.CreatedAt ?? now);
        // Once it is called back, somebody waits for its end; not any more when it did not come in time.
        var isAwaited = now >= shipment.LatestSafeStart && now < shipment.OverdueAt;
        var pause = isAwaited ? Least : Clamp(age * ShareOfAge);
        var share = TimeSpan.FromMinutes(1) * Math.Max(1, underWay) / Math.Max(1, shipment.Provider.Batch.LooksPerMinute);
        return InTime(shipment, now, now + (pause > share ? pause : share));
    }

    /// <summary>A turn no later than the shipment's next appointment: the way back is not missed for a look that comes late.</summary>
    public static DateTimeOffset InTime(Shipment shipment, DateTimeOffset now, DateTimeOffset next)
    {
        var appointment = now < shipment.LatestSafeStart ? shipment.LatestSafeStart : now < shipment.OverdueAt ? shipment.OverdueAt : DateTimeOffset.MaxValue;
        return Earlier(next, appointment);
    }

    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>After a look or a create that failed: twice as long each time, from 10 s to 10 minutes; what the provider says stands above it.</summary>
    public static DateTimeOffset AfterFailure(int failures, DateTimeOffset now, TimeSpan? retryAfter) =>
        now + (retryAfter ?? Clamp(Least * Math.Pow(2, Math.Min(failures, 10))));

    private static TimeSpan Clamp(TimeSpan pause) => pause < Least ? Least : pause > Most ? Most : pause;
}
