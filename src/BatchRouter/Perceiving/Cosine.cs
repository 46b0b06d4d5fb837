using System.Numerics;
using System.Runtime.InteropServices;

namespace BatchRouter.Perceiving;

/// <summary>How near two points lie: for vectors of length one, their product.</summary>
internal static class Cosine
{
    /// <summary>Of two vectors of length one and of the same dimensions.</summary>
    public static float Of(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var sum = Vector<float>.Zero;
        var left = MemoryMarshal.Cast<float, Vector<float>>(one);
        var right = MemoryMarshal.Cast<float, Vector<float>>(other);
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        var product = Vector.Sum(sum);
        for (var i = left.Length * Vector<float>.Count; i < one.Length; i++)
            product += one[i] * other[i];
        return product;
    }

    /// <summary>To length one; what is all zero stays so.</summary>
    public static void Normalise(Span<float> vector)
    {
        var squares = Of(vector, vector);
        if (squares <= 0 || !float.IsFinite(squares))
        {
            vector.Clear();
            return;
        }

        var length = MathF.Sqrt(squares);
        foreach (ref var value in vector)
            value /= length;
    }
}
