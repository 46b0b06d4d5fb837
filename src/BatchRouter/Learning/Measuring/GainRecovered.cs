namespace BatchRouter.Learning.Measuring;

/// <summary>
/// APGR and CPT on the exact call-performance curve (Ong et al. 2024, arXiv 2406.18665): sort by score, route the first k to the stronger model.
/// </summary>
public static class GainRecovered
{
    // Of a quality that is a sum of floating-point numbers.
    private const double Rounding = 1e-12;

    /// <summary>Area under the recovered share of the gap over the share of calls to the stronger model, by trapezoids; 0.5 is chance.</summary>
    public static double Apgr(RoutedRows rows)
    {
        var curve = rows.Curve();
        var area = 0.0;
        for (var k = 1; k < curve.Length; k++)
            area += (curve[k] + curve[k - 1]) / 2 / rows.Count;
        return (area - rows.WeakMean) / (rows.StrongMean - rows.WeakMean);
    }

    /// <summary>Least share of calls to the stronger model, 0..1, at which the given share of the gap is recovered; 1 where it never is.</summary>
    public static double Cpt(RoutedRows rows, double pgr)
    {
        var curve = rows.Curve();
        for (var k = 0; k < curve.Length; k++)
            if (rows.Pgr(curve[k]) >= pgr - Rounding)
                return k / (double)rows.Count;
        return 1;
    }
}
