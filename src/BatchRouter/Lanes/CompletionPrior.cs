namespace BatchRouter.Lanes;

/// <summary>What is believed of completion times beside what was seen: shipments that never were, and count together as much as a few that were.</summary>
public sealed class CompletionPrior
{
    // Fine enough that no step of the curve is more than a hundredth.
    private const int Parts = 100;

    /// <summary>What a parent's curve counts for in its child's, in shipments.</summary>
    private const double ParentWeight = 5;

    private CompletionPrior(TimeSpan?[] times, TimeSpan until, double weight, double pace) => (Times, Until, Weight, Pace) = (times, until, weight, pace);

    /// <summary>
    /// The promise of a provider with a 24 h batch API, as such APIs keep it: nothing under a minute, half within 7 minutes, 90% within
    /// an hour, 98% within a day. It counts as 4 shipments, so that some twenty seen ones outvote it.
    /// </summary>
    public static CompletionPrior Promise { get; } = Of(
        [(TimeSpan.FromMinutes(1), 0), (TimeSpan.FromMinutes(7), 0.5), (TimeSpan.FromHours(1), 0.9), (TimeSpan.FromHours(24), 0.98)], weight: 4);

    /// <summary>Of each pseudo-shipment; null, it is not done at <see cref="Until"/>.</summary>
    internal IReadOnlyList<TimeSpan?> Times { get; }

    /// <summary>How far the belief reaches.</summary>
    internal TimeSpan Until { get; }

    /// <summary>Of all together, in shipments.</summary>
    internal double Weight { get; }

    /// <summary>How fast batches come now, where too few were under way to tell; 1, as usual.</summary>
    internal double Pace { get; }

    /// <param name="shares">Times and the share that is done by then, both rising, the first share 0. Between two, the logarithm of the time is linear in the share.</param>
    /// <param name="weight">What the belief counts for, in shipments; more than 0.</param>
    public static CompletionPrior Of(IReadOnlyList<(TimeSpan At, double Share)> shares, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shares.Count, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(weight);
        return new CompletionPrior(Array.ConvertAll(Middles(), share => TimeOf(shares, share)), shares[^1].At, weight, 1);
    }

    /// <summary>What a wider curve says, for a narrower one.</summary>
    internal static CompletionPrior Of(CompletionCurve parent) =>
        new(Array.ConvertAll(Middles(), parent.UsualQuantile), parent.Until, ParentWeight, parent.Pace);

    private static double[] Middles()
    {
        var middles = new double[Parts];
        for (var i = 0; i < Parts; i++)
            middles[i] = (i + 0.5) / Parts;
        return middles;
    }

    private static TimeSpan? TimeOf(IReadOnlyList<(TimeSpan At, double Share)> shares, double share)
    {
        for (var i = 1; i < shares.Count; i++)
        {
            if (share > shares[i].Share)
                continue;
            var (from, to) = (shares[i - 1], shares[i]);
            var part = (share - from.Share) / (to.Share - from.Share);
            return from.At * Math.Pow(to.At / from.At, part);
        }

        return null;
    }
}
