namespace BatchRouter.Learning.Fitting;

/// <summary>Logistic regression by Newton steps (iteratively reweighted least squares), pulled towards given coefficients.</summary>
internal static class Logistic
{
    private const int MostSteps = 50;

    // The offset is free but for this.
    private const double OffsetStrength = 0.01;

    public static double[] Fit(SignalTable table, int[] inside, double strength)
    {
        var coefficients = (double[])table.Defaults.Clone();
        var size = coefficients.Length;
        for (var step = 0; step < MostSteps; step++)
        {
            var (gradient, curvature) = (new double[size], new double[size, size]);
            for (var c = 0; c < size; c++)
            {
                var pull = c == 0 ? OffsetStrength : strength * table.Spreads[c] * table.Spreads[c];
                gradient[c] = -pull * (coefficients[c] - table.Defaults[c]);
                curvature[c, c] = pull + 1e-9;
            }

            foreach (var i in inside)
                AddRow(table[i], table.Labels[i], table.Weights[i], table.Of(i, coefficients), gradient, curvature);
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

    private static void AddRow(ReadOnlySpan<double> row, double label, double weight, double predicted, double[] gradient, double[,] curvature)
    {
        var miss = weight * (label - predicted);
        var curve = weight * Math.Max(1e-9, predicted * (1 - predicted));
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
