namespace BatchRouter.Learning.Fitting;

/// <summary>Logistic regression by Newton steps (iteratively reweighted least squares), pulled towards given coefficients.</summary>
internal static class Logistic
{
    private const int MostSteps = 50;

    // The offset is free but for this.
    private const double OffsetStrength = 0.01;

    /// <param name="points">The observations.</param>
    /// <param name="defaults">Coefficients it is pulled towards; where it begins, too.</param>
    /// <param name="pulls">By coefficient, how strongly, in observations of a row of 1 and a curvature of 1; the first is ignored: it is the offset's.</param>
    public static double[] Fit(IReadOnlyList<LogisticPoint> points, IReadOnlyList<double> defaults, IReadOnlyList<double> pulls)
    {
        double[] coefficients = [.. defaults];
        var size = coefficients.Length;
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, curvature) = (new double[size], new double[size, size]);
            for (var c = 0; c < size; c++)
            {
                var pull = c == 0 ? OffsetStrength : pulls[c];
                gradient[c] = -pull * (coefficients[c] - defaults[c]);
                curvature[c, c] = pull + 1e-9;
            }

            foreach (var point in points)
                AddRow(point, coefficients, gradient, curvature);
            var move = Cholesky.Solve(curvature, gradient);
            // A full Newton step may overshoot where answers are separated; half a step per coefficient at most keeps it calm.
            var largest = move.Max(Math.Abs);
            var damping = largest > 2 ? 2 / largest : 1;
            for (var c = 0; c < size; c++)
                coefficients[c] += damping * move[c];
            if (largest < 1e-9)
                break;
        }

        return coefficients;
    }

    /// <summary>The chance that coefficients give a row.</summary>
    public static double Of(ReadOnlySpan<double> row, ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var c = 0; c < coefficients.Length; c++)
            sum += coefficients[c] * row[c];
        return 1 / (1 + Math.Exp(-sum));
    }

    private static void AddRow(LogisticPoint point, double[] coefficients, double[] gradient, double[,] curvature)
    {
        var row = point.Row;
        var predicted = Of(row, coefficients);
        var miss = point.Weight * (point.Label - predicted);
        var curve = point.Weight * Math.Max(1e-9, predicted * (1 - predicted));
        for (var a = 0; a < row.Length; a++)
        {
            if (row[a] == 0)
                continue;
            gradient[a] += miss * row[a];
            for (var b = 0; b < row.Length; b++)
                curvature[a, b] += curve * row[a] * row[b];
        }
    }
}
