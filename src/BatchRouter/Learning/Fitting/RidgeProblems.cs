using System.Numerics;

namespace BatchRouter.Learning.Fitting;

/// <summary>Several targets over the same rows. Missing labels have weight 0.</summary>
internal sealed class RidgeProblems
{
    private readonly float[] _targets;
    private readonly float[] _weights;

    /// <param name="rows">How many rows.</param>
    /// <param name="strengths">One per problem: the lambda.</param>
    public RidgeProblems(int rows, IReadOnlyList<double> strengths)
    {
        // A whole number of vectors: the walk over the rows has no remainder to care for.
        Width = (strengths.Count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        Strengths = new float[Width];
        Array.Fill(Strengths, 1);
        for (var r = 0; r < strengths.Count; r++)
            Strengths[r] = (float)strengths[r];
        _targets = new float[rows * Width];
        _weights = new float[rows * Width];
    }

    /// <summary>Problems, filled up to whole vectors.</summary>
    public int Width { get; }

    public float[] Strengths { get; }

    public void Set(int row, int problem, double target, double weight)
    {
        _targets[(row * Width) + problem] = (float)target;
        _weights[(row * Width) + problem] = (float)weight;
    }

    public float[] WeightedTargets() => Weigh((float[])_targets.Clone());

    /// <summary>In place.</summary>
    public float[] Weigh(float[] byRow)
    {
        for (var i = 0; i < byRow.Length; i++)
            byRow[i] *= _weights[i];
        return byRow;
    }
}
