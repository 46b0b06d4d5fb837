namespace BatchRouter.Learning.Measuring;

/// <summary>95% intervals by drawing rows again, with replacement (Efron 1979, percentiles).</summary>
public static class Bootstrap
{
    public const int Rounds = 1_000;

    /// <summary>Of the mean APGR of several routers over the same rows; each round draws the rows once for all of them.</summary>
    public static Interval OfApgr(IReadOnlyList<RoutedRows> routers, int seed)
    {
        var first = routers[0];
        return Of(first.Count, seed, times =>
        {
            var (weak, strong) = (0.0, 0.0);
            for (var row = 0; row < first.Count; row++)
                (weak, strong) = (weak + (times[row] * first.Weak[row]), strong + (times[row] * first.Strong[row]));
            return routers.Average(router => (Area(router, times, weak) - weak) / (strong - weak));
        });
    }

    /// <summary>Of any statistic of rows that appear so many times each.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="seed">Chance.</param>
    /// <param name="statistic">Gets how often each row was drawn.</param>
    public static Interval Of(int rows, int seed, Func<int[], double> statistic)
    {
        var times = new int[rows];
        var values = Resamples.Sorted(rows, Rounds, seed, drawn =>
        {
            Array.Clear(times);
            foreach (var row in drawn)
                times[row]++;
            return statistic(times);
        });
        return new Interval(values[(int)(0.025 * Rounds)], values[(int)(0.975 * Rounds) - 1]);
    }

    // Trapezoids over the drawn rows in the router's order; a row drawn twice is walked twice.
    private static double Area(RoutedRows rows, int[] times, double weak)
    {
        var (quality, area) = (weak, 0.0);
        foreach (var row in rows.Order)
            for (var drawn = times[row]; drawn > 0; drawn--)
            {
                var next = quality + rows.Strong[row] - rows.Weak[row];
                area += (quality + next) / 2;
                quality = next;
            }

        return area / rows.Count;
    }
}
