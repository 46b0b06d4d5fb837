namespace BatchRouter.Learning.Fitting;

/// <summary>
/// A raw prediction made a probability: <c>sigmoid(slope * raw + offset)</c> (Platt 1999), fitted on out-of-fold predictions by Newton steps.
/// Two numbers cannot overfit, and unlike isotonic regression it makes no ties.
/// </summary>
/// <param name="Slope">Log-odds per unit of the raw prediction.</param>
/// <param name="Offset">Log-odds.</param>
internal readonly record struct Platt(float Slope, float Offset)
{
    private const int MostSteps = 50;

    // Keeps the slope finite where the raw prediction separates the labels.
    private const double Prior = 0.01;

    public double Of(double raw) => 1 / (1 + Math.Exp(-((Slope * raw) + Offset)));

    /// <param name="points">Raw prediction, label 0..1, weight.</param>
    public static Platt Fit(IReadOnlyList<(double Raw, double Label, double Weight)> points)
    {
        // One right and one wrong answer more than were seen: no certainty from a finite sample.
        var total = points.Sum(point => point.Weight) + 2;
        var mean = (points.Sum(point => point.Weight * point.Label) + 1) / total;
        var shrink = (total - 2) / total;
        var (slope, offset) = (0.0, Math.Log(mean / (1 - mean)));
        for (var step = 0; step < MostSteps; step++)
        {
            var (ga, gb, aa, ab, bb) = (-Prior * slope, 0.0, Prior, 0.0, 1e-9);
            foreach (var (raw, label, weight) in points)
            {
                var p = 1 / (1 + Math.Exp(-((slope * raw) + offset)));
                var target = (label * shrink) + (mean * (1 - shrink));
                var (miss, curve) = (weight * (target - p), weight * Math.Max(1e-9, p * (1 - p)));
                ga += miss * raw;
                gb += miss;
                aa += curve * raw * raw;
                ab += curve * raw;
                bb += curve;
            }

            var determinant = (aa * bb) - (ab * ab);
            var (da, db) = (((bb * ga) - (ab * gb)) / determinant, ((aa * gb) - (ab * ga)) / determinant);
            slope += da;
            offset += db;
            if (Math.Abs(da) + Math.Abs(db) < 1e-9)
                break;
        }

        return new Platt((float)slope, (float)offset);
    }
}
