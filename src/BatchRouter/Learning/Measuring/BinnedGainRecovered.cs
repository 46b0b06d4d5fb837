namespace BatchRouter.Learning.Measuring;

/// <summary>
/// APGR and CPT as RouteLLM's own evaluation computes them: eleven thresholds at the score's deciles, trapezoids and linear interpolation
/// between. Only for comparison with published numbers; ties move whole bins.
/// </summary>
public static class BinnedGainRecovered
{
    private const int Bins = 10;

    public static double Apgr(RoutedRows rows)
    {
        var points = Points(rows);
        var area = 0.0;
        for (var i = 1; i < points.Count; i++)
            area += (points[i].Quality + points[i - 1].Quality) / 2 * (points[i].Percent - points[i - 1].Percent) / 100;
        var span = (points[^1].Percent - points[0].Percent) / 100;
        return (area - (rows.WeakMean * span)) / ((rows.StrongMean - rows.WeakMean) * span);
    }

    /// <summary>Share of calls to the stronger model, 0..1, at which the interpolated curve reaches the given share of the gap.</summary>
    public static double Cpt(RoutedRows rows, double pgr)
    {
        var points = Points(rows);
        var wanted = (pgr * (rows.StrongMean - rows.WeakMean)) + rows.WeakMean;
        if (wanted <= points[0].Quality)
            return points[0].Percent / 100;
        if (wanted >= points[^1].Quality)
            return points[^1].Percent / 100;
        // The first point above, by halving as numpy does: the curve need not rise everywhere.
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = wanted < points[middle].Quality ? (low, middle) : (middle + 1, high);
        }

        var (from, to) = (points[low - 1], points[low]);
        var along = to.Quality == from.Quality ? 0 : (wanted - from.Quality) / (to.Quality - from.Quality);
        return (from.Percent + ((to.Percent - from.Percent) * along)) / 100;
    }

    private static List<(double Percent, double Quality)> Points(RoutedRows rows)
    {
        var sorted = rows.Scores.Order().ToArray();
        var points = new List<(double Percent, double Quality)>();
        for (var bin = 0; bin <= Bins; bin++)
        {
            var threshold = Quantile(sorted, bin / (double)Bins);
            var (strong, sum) = (0, 0.0);
            for (var row = 0; row < rows.Count; row++)
            {
                var goes = bin == Bins ? rows.Scores[row] > threshold : rows.Scores[row] >= threshold;
                strong += goes ? 1 : 0;
                sum += goes ? rows.Strong[row] : rows.Weak[row];
            }

            points.Add((strong / (double)rows.Count * 100, sum / rows.Count));
        }

        points.Sort();
        return points;
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (at - below));
    }
}
