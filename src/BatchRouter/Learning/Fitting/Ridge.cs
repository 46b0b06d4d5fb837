using System.Numerics;

namespace BatchRouter.Learning.Fitting;

/// <summary>
/// Ridge regression for several targets over the same rows: least <c>sum w (y - xb)^2 + lambda |b|^2</c>, by conjugate gradients on the
/// normal equations (Hestenes and Stiefel 1952). Targets, and strengths of the regularisation, share each walk over the rows.
/// </summary>
internal static class Ridge
{
    private const int MostSteps = 60;

    // Weights need no more digits: labels are noise of size one.
    private const double Tolerance = 1e-3;

    /// <param name="rows">The rows.</param>
    /// <param name="problems">The targets with their weights and strengths.</param>
    /// <returns>Coefficients, <c>[column * problems.Width + problem]</c>.</returns>
    public static float[] Solve(SparseRows rows, RidgeProblems problems)
    {
        var width = problems.Width;
        var solution = new float[rows.ColumnCount * width];
        var residual = Transposed(rows, problems.WeightedTargets(), width);
        var direction = (float[])residual.Clone();
        var length = Squares(residual, residual, width);
        var goal = length.Select(l => l * Tolerance * Tolerance).ToArray();
        for (var step = 0; step < MostSteps && Enumerable.Range(0, width).Any(r => length[r] > goal[r]); step++)
        {
            var image = Transposed(rows, problems.Weigh(Times(rows, direction, width)), width);
            AddScaled(image, problems.Strengths, direction, width);
            var curve = Squares(direction, image, width);
            var stride = new float[width];
            for (var r = 0; r < width; r++)
                stride[r] = length[r] > goal[r] && curve[r] > 0 ? (float)(length[r] / curve[r]) : 0;
            AddScaled(solution, stride, direction, width);
            AddScaled(residual, [.. stride.Select(s => -s)], image, width);
            var shorter = Squares(residual, residual, width);
            var turn = new float[width];
            for (var r = 0; r < width; r++)
                turn[r] = length[r] > 0 ? (float)(shorter[r] / length[r]) : 0;
            Turn(direction, turn, residual, width);
            length = shorter;
        }

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
                Add(sums, rows.Values[e], coefficients.AsSpan(rows.Columns[e] * width, width));
        }

        return result;
    }

    private static float[] Transposed(SparseRows rows, float[] byRow, int width)
    {
        var result = new float[rows.ColumnCount * width];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = byRow.AsSpan(i * width, width);
            for (var e = rows.Starts[i]; e < rows.Starts[i + 1]; e++)
                Add(result.AsSpan(rows.Columns[e] * width, width), rows.Values[e], row);
        }

        return result;
    }

    private static void Add(Span<float> to, float factor, ReadOnlySpan<float> from)
    {
        for (var r = 0; r < to.Length; r += Vector<float>.Count)
        {
            var sum = new Vector<float>(to[r..]) + (new Vector<float>(from[r..]) * factor);
            sum.CopyTo(to[r..]);
        }
    }

    private static double[] Squares(float[] one, float[] other, int width)
    {
        var sums = new double[width];
        for (var i = 0; i < one.Length; i += width)
            for (var r = 0; r < width; r++)
                sums[r] += (double)one[i + r] * other[i + r];
        return sums;
    }

    private static void AddScaled(float[] to, float[] factors, float[] from, int width)
    {
        for (var i = 0; i < to.Length; i += width)
            for (var r = 0; r < width; r++)
                to[i + r] += factors[r] * from[i + r];
    }

    private static void Turn(float[] direction, float[] factors, float[] residual, int width)
    {
        for (var i = 0; i < direction.Length; i += width)
            for (var r = 0; r < width; r++)
                direction[i + r] = residual[i + r] + (factors[r] * direction[i + r]);
    }
}
