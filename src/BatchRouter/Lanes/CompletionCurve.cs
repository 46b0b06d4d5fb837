namespace BatchRouter.Lanes;

/// <summary>
/// How likely a shipment is done within a time. Two speeds are mixed. The usual times are a Kaplan-Meier estimate (Kaplan and Meier 1958)
/// over weighted shipments: one sent three days ago counts half of one sent now, whatever became of it, so that the weight says nothing
/// of the outcome; a prior stands in as pseudo-shipments. On it lies a pace (<see cref="CompletionPace"/>), learned from the last
/// minutes to hours: in an outage hazards fall together, and what the usual curve S says becomes S^pace. Immutable.
/// </summary>
public sealed class CompletionCurve
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromDays(3);

    // Rising, each with what is left after it.
    private readonly TimeSpan[] _times;
    private readonly double[] _left;

    private CompletionCurve(TimeSpan[] times, double[] left) => (_times, _left) = (times, left);

    /// <summary>Of the shipments behind it, the sum of weights: an old one counts less than 1. The prior does not count.</summary>
    public double Evidence { get; private init; }

    /// <summary>How fast batches come now, beside what is usual: 1 as usual, near 0 in an outage.</summary>
    public double Pace { get; private init; } = 1;

    /// <summary>The longest time that anything is known of.</summary>
    internal TimeSpan Until { get; private init; }

    /// <param name="samples">All of one kind.</param>
    /// <param name="now">Ages are counted back from here.</param>
    /// <param name="prior">What is believed beside them.</param>
    public static CompletionCurve Fit(IEnumerable<CompletionSample> samples, DateTimeOffset now, CompletionPrior prior)
    {
        var known = samples as IReadOnlyList<CompletionSample> ?? [.. samples];
        var observed = Weighted(known, now, prior);
        var (times, left) = ProductLimit(observed);
        var usual = new CompletionCurve(times, left)
        {
            Evidence = known.Sum(sample => WeightOf(sample, now)),
            Until = observed[^1].Time,
        };
        return new CompletionCurve(times, left)
        {
            Evidence = usual.Evidence,
            Until = usual.Until,
            Pace = CompletionPace.Of(known, usual, now) ?? prior.Pace,
        };
    }

    /// <summary>G(w): the chance that a shipment which leaves now is done within a window, 0 to 1.</summary>
    public double Within(TimeSpan window) => 1 - Math.Pow(UsualLeft(window), Pace);

    /// <summary>The chance that a shipment of an age is done within a window from now, 0 to 1; beyond the longest time known, 0.</summary>
    /// <param name="age">Since it left, and it is not done.</param>
    /// <param name="window">From now.</param>
    public double WithinGiven(TimeSpan age, TimeSpan window)
    {
        var left = UsualLeft(age);
        return left <= 0 || window <= TimeSpan.Zero ? 0 : 1 - Math.Pow(UsualLeft(age + window) / left, Pace);
    }

    /// <summary>The time within which a share of shipments is done; null, so many never were.</summary>
    /// <param name="p">The share, 0 to 1.</param>
    public TimeSpan? Quantile(double p) => UsualQuantile(1 - Math.Pow(1 - p, 1 / Pace));

    internal TimeSpan? UsualQuantile(double p)
    {
        // A share that is reached exactly must not be missed for a rounding.
        const double Tolerance = 1e-12;
        var (low, high) = (0, _times.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (1 - _left[middle] < p - Tolerance)
                low = middle + 1;
            else
                high = middle;
        }

        return low < _times.Length ? _times[low] : null;
    }

    /// <summary>The share that is usually not done at an age.</summary>
    internal double UsualLeft(TimeSpan age)
    {
        var place = Array.BinarySearch(_times, age);
        var before = place >= 0 ? place : ~place - 1;
        return before < 0 ? 1 : _left[before];
    }

    private static double WeightOf(CompletionSample sample, DateTimeOffset now) =>
        Math.Pow(2, -Math.Max(0, (now - sample.SentAt) / HalfLife));

    // At one time the done stand before the censored: who was not done then was still at risk.
    private static List<Observation> Weighted(IReadOnlyList<CompletionSample> samples, DateTimeOffset now, CompletionPrior prior)
    {
        var all = new List<Observation>(samples.Count + prior.Times.Count);
        foreach (var sample in samples)
            all.Add(new Observation(sample.Elapsed > TimeSpan.Zero ? sample.Elapsed : TimeSpan.Zero, sample.IsCensored, WeightOf(sample, now)));
        foreach (var time in prior.Times)
            all.Add(new Observation(time ?? prior.Until, time is null, prior.Weight / prior.Times.Count));
        all.Sort((one, other) => one.Time != other.Time ? one.Time.CompareTo(other.Time) : one.IsCensored.CompareTo(other.IsCensored));
        return all;
    }

    private static (TimeSpan[] Times, double[] Left) ProductLimit(List<Observation> observed)
    {
        var atRisk = new double[observed.Count];
        for (var (i, sum) = (observed.Count - 1, 0.0); i >= 0; i--)
            atRisk[i] = sum += observed[i].Weight;
        var (times, left) = (new List<TimeSpan>(), new List<double>());
        var share = 1.0;
        for (var i = 0; i < observed.Count;)
        {
            var (first, done) = (i, 0.0);
            for (; i < observed.Count && observed[i].Time == observed[first].Time; i++)
                done += observed[i].IsCensored ? 0 : observed[i].Weight;
            if (done <= 0)
                continue;
            share *= Math.Max(0, 1 - done / atRisk[first]);
            times.Add(observed[first].Time);
            left.Add(share);
        }

        return ([.. times], [.. left]);
    }

    private readonly record struct Observation(TimeSpan Time, bool IsCensored, double Weight);
}
