namespace BatchRouter.Observing;

/// <summary>
/// How long calls took, forgetting: 64 buckets on a logarithmic scale from 1 ms to 15 min, each 24% wider than the one before, whose
/// weights halve with every half-life. One call never moves a quantile alone. Not safe for many threads.
/// </summary>
/// <param name="halfLife">After which a call counts half.</param>
internal sealed class TimeHistogram(TimeSpan halfLife)
{
    private const int Buckets = 64;
    private const double ShortestMs = 1;
    private const double LongestMs = 900_000;

    // What lies beyond a quantile must be more than one call; few calls say little of the slowest one in a hundred.
    private const double LeastBeyond = 1.5;
    private const double EnoughForP99 = 300;
    private const double LeastSpread = 2;

    private static readonly double LogWidth = Math.Log(LongestMs / ShortestMs) / Buckets;

    private readonly double[] _weights = new double[Buckets];
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>Counts a call; one of the past counts as little as if it had been counted then.</summary>
    public void Add(TimeSpan elapsed, DateTimeOffset at)
    {
        Fade(at);
        var bucket = (int)(Math.Log(Math.Max(elapsed.TotalMilliseconds, ShortestMs) / ShortestMs) / LogWidth);
        _weights[Math.Min(bucket, Buckets - 1)] += at < _at ? Left(_at - at) : 1;
    }

    /// <summary>How many calls of now what is remembered is worth.</summary>
    public double Weight(DateTimeOffset now) => _weights.Sum() * (now > _at ? Left(now - _at) : 1);

    public TimeSpan P50 => At(0.5);

    /// <summary>Until 300 calls were seen, at least twice the median: so few hardly ever hold the slowest one in a hundred.</summary>
    public TimeSpan P99 => At(0.99) is var seen && _weights.Sum() < EnoughForP99 && LeastSpread * P50 is var spread && spread > seen ? spread : seen;

    private TimeSpan At(double quantile)
    {
        var total = _weights.Sum();
        var rank = Math.Min(quantile * total, total - LeastBeyond);
        for (var i = 0; i < Buckets; i++)
        {
            if (_weights[i] > 0 && rank <= _weights[i])
                return TimeSpan.FromMilliseconds(ShortestMs * Math.Exp(LogWidth * (i + Math.Max(0, rank) / _weights[i])));
            rank -= _weights[i];
        }

        return TimeSpan.FromMilliseconds(LongestMs);
    }

    private void Fade(DateTimeOffset at)
    {
        if (at <= _at)
            return;
        var left = Left(at - _at);
        for (var i = 0; i < Buckets; i++)
            _weights[i] *= left;
        _at = at;
    }

    private double Left(TimeSpan age) => Math.Pow(0.5, age / halfLife);
}
