using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BatchRouter.Learning.Fitting;

/// <summary>Arithmetic on tables <c>[column * width + problem]</c> whose width is a whole number of vectors.</summary>
internal static class Columnwise
{
    // Sums of so many floats are carried on in double precision.
    private const int Chunk = 512;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(Span<float> to, float factor, ReadOnlySpan<float> from)
    {
        var sums = MemoryMarshal.Cast<float, Vector<float>>(to);
        var added = MemoryMarshal.Cast<float, Vector<float>>(from);
        for (var v = 0; v < sums.Length && v < added.Length; v++)
            sums[v] += added[v] * factor;
    }

    /// <summary>Each problem with its own factor.</summary>
    public static void AddScaled(float[] to, float[] factors, float[] from)
    {
        var sums = Vectors(to);
        var scale = Vectors(factors);
        var added = Vectors(from);
        for (var at = 0; at < sums.Length; at += scale.Length)
            for (var v = 0; v < scale.Length; v++)
                sums[at + v] += added[at + v] * scale[v];
    }

    /// <summary><c>table = added + factor * table</c>.</summary>
    public static void ScaleAndAdd(float[] table, float[] factors, float[] added)
    {
        var sums = Vectors(table);
        var scale = Vectors(factors);
        var more = Vectors(added);
        for (var at = 0; at < sums.Length; at += scale.Length)
            for (var v = 0; v < scale.Length; v++)
                sums[at + v] = more[at + v] + (sums[at + v] * scale[v]);
    }

    /// <summary>By problem.</summary>
    public static double[] Dots(float[] one, float[] other, int width)
    {
        var dots = new double[width];
        var part = new float[width];
        for (var start = 0; start < one.Length; start += Chunk * width)
        {
            Array.Clear(part);
            var a = Vectors(one);
            var b = Vectors(other);
            var sums = Vectors(part);
            var end = Math.Min(one.Length, start + (Chunk * width)) / Vector<float>.Count;
            for (var at = start / Vector<float>.Count; at < end; at += sums.Length)
                for (var v = 0; v < sums.Length; v++)
                    sums[v] += a[at + v] * b[at + v];
            for (var r = 0; r < width; r++)
                dots[r] += part[r];
        }

        return dots;
    }

    private static Span<Vector<float>> Vectors(float[] table) => MemoryMarshal.Cast<float, Vector<float>>(table.AsSpan());
}
