namespace BatchRouter.Learning.Fitting;

/// <summary>
/// Ridge regression for several targets over the same rows: least <c>sum w (y - xb)^2 + lambda |b|^2</c>, by conjugate gradients on the
/// normal equations (Hestenes and Stiefel 1952). Targets, and strengths of the regularisation, share each walk over the rows.
/// </summary>
internal static class Ridge
{
    private const int MostSteps = 30;

    // Weights need no more digits: labels are noise of size one.
    private const double Tolerance = 5e-3;

    /// <param name="rows">The rows.</param>
    /// <param name="problems">The targets with their weights and strengths.</param>
    /// <returns>Coefficients, <c>[column * problems.Width + problem]</c>; 0 for a column that no row has.</returns>
    public static float[] Solve(SparseRows rows, RidgeProblems problems)
    {
        var (dense, used) = rows.Squeeze();
        var squeezed = SolveDense(dense, problems);
        var width = problems.Width;
        var solution = new float[rows.ColumnCount * width];
        for (var column = 0; column < used.Length; column++)
            squeezed.AsSpan(column * width, width).CopyTo(solution.AsSpan(used[column] * width));
        return solution;
    }

    /// <summary>Rows times coefficients, <c>[row * width + problem]</c>.</summary>
    public static float[] Times(SparseRows rows, float[] coefficients, int width)
    {
        var result = new float[rows.Count * width];
        for (var i = 0; i < rows.Count; i++)
        {
            var sums = result.AsSpan(i * width, width);
            for (var e = rows.Starts[i]; e < rows.Starts[i + 1]; e++)
                Columnwise.AddScaled(sums, rows.Values[e], coefficients.AsSpan(rows.Columns[e] * width, width));
        }

        return result;
    }

    private static float[] SolveDense(SparseRows rows, RidgeProblems problems)
    {
        var width = problems.Width;
        var solution = new float[rows.ColumnCount * width];
        var residual = Transposed(rows, problems.WeightedTargets(), width);
        var direction = (float[])residual.Clone();
        var length = Columnwise.Dots(residual, residual, width);
        var goal = length.Select(l => l * Tolerance * Tolerance).ToArray();
        for (var step = 0; step < MostSteps && Enumerable.Range(0, width).Any(r => length[r] > goal[r]); step++)
        {
            var image = Transposed(rows, problems.Weigh(Times(rows, direction, width)), width);
            Columnwise.AddScaled(image, problems.Strengths, direction);
            var curve = Columnwise.Dots(direction, image, width);
            var stride = Ratios(length, curve, r => length[r] > goal[r] && curve[r] > 0);
            Columnwise.AddScaled(solution, stride, direction);
            Columnwise.AddScaled(residual, [.. stride.Select(s => -s)], image);
            var shorter = Columnwise.Dots(residual, residual, width);
            Columnwise.ScaleAndAdd(direction, Ratios(shorter, length, r => length[r] > 0), residual);
            length = shorter;
        }

        return solution;
    }

    private static float[] Ratios(double[] over, double[] under, Func<int, bool> isDefined)
    {
        var ratios = new float[over.Length];
        for (var r = 0; r < ratios.Length; r++)
            ratios[r] = isDefined(r) ? (float)(over[r] / under[r]) : 0;
        return ratios;
    }

    private static float[] Transposed(SparseRows rows, float[] byRow, int width)
    {
        var result = new float[rows.ColumnCount * width];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = byRow.AsSpan(i * width, width);
            for (var e = rows.Starts[i]; e < rows.Starts[i + 1]; e++)
                Columnwise.AddScaled(result.AsSpan(rows.Columns[e] * width, width), rows.Values[e], row);
        }

        return result;
    }
}
