namespace BatchRouter.Lanes;

/// <summary>
/// How fast batches come right now, beside what is usual. Over a stretch of the last minutes or hours, the completions that the usual
/// curve expects of every shipment under way, at its age, are set against those that came. The shortest stretch in which enough were
/// expected decides: a busy fleet sees an outage, and its end, within a quarter of an hour, a quiet one within some hours.
/// Only a shortfall that chance would give one time in fifty counts, so that on ordinary days the forecast stays as it is calibrated.
/// </summary>
internal static class CompletionPace
{
    private static readonly TimeSpan[] Stretches = [TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4)];

    private const double LeastExpected = 4;
    private const double ChanceOfShortfall = 0.02;

    /// <summary>The pace, above 0 and at most 1; null, too little was under way to tell.</summary>
    /// <param name="samples">All of one kind.</param>
    /// <param name="usual">Their curve, at its usual pace.</param>
    /// <param name="now">Where the stretches end.</param>
    public static double? Of(IReadOnlyList<CompletionSample> samples, CompletionCurve usual, DateTimeOffset now)
    {
        foreach (var stretch in Stretches)
        {
            var (expected, came) = Tally(samples, usual, now - stretch, now);
            if (expected >= LeastExpected)
                return ChanceOfSoFew(expected, came) < ChanceOfShortfall ? (came + 1) / (expected + 1) : 1;
        }

        return null;
    }

    private static (double Expected, int Came) Tally(IReadOnlyList<CompletionSample> samples, CompletionCurve usual, DateTimeOffset from, DateTimeOffset now)
    {
        var (expected, came) = (0.0, 0);
        foreach (var sample in samples)
        {
            var end = sample.SentAt + sample.Elapsed;
            if (end <= from || sample.SentAt >= now)
                continue;
            expected += Hazard(usual, sample.Elapsed) - Hazard(usual, from > sample.SentAt ? from - sample.SentAt : TimeSpan.Zero);
            came += sample.IsCensored ? 0 : 1;
        }

        return (expected, came);
    }

    // Cumulated, and bounded: where the curve says that all are done, one more is no infinite surprise.
    private static double Hazard(CompletionCurve usual, TimeSpan age) => -Math.Log(Math.Max(1e-4, usual.UsualLeft(age)));

    // Poisson: so many, or fewer.
    private static double ChanceOfSoFew(double expected, int came)
    {
        var term = Math.Exp(-expected);
        var sum = term;
        for (var i = 1; i <= came; i++)
            sum += term *= expected / i;
        return sum;
    }
}
