using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BatchRouter.Learning.Fitting;

namespace BatchRouter.Learning;

/// <summary>
/// What each bucket weighs and says about each model, side by side in 16-bit fixed point without gaps: a prompt meets thousands of
/// scattered buckets, and fetching them takes the longer the less of the table the processor's nearer caches hold.
/// </summary>
internal sealed class QualityTable
{
    private const int Lanes = 4;

    private readonly short[] _rows;
    private readonly float[] _units;
    private readonly int _buckets;
    private readonly int _stride;

    private QualityTable(int buckets, int stride)
    {
        (_buckets, _stride) = (buckets, stride);
        // A vector may reach into the rows that follow; what it finds there is not looked at.
        _rows = new short[(buckets * stride) + Lanes];
        _units = new float[stride];
    }

    public static QualityTable Of(LearnedParts parts)
    {
        var (idf, models) = (parts.Scale.Idf, parts.Models.Length);
        var table = new QualityTable(idf.Length, 1 + models);
        table.Fill(0, bucket => idf[bucket]);
        for (var lane = 1; lane <= models; lane++)
        {
            var model = lane - 1;
            table.Fill(lane, bucket => idf[bucket] * parts.Weights[(bucket * models) + model]);
        }

        return table;
    }

    /// <summary>Adds what one block of n-grams says about each model, the block taken at length 1, and clears the block's counters.</summary>
    /// <param name="block">Buckets met, each once.</param>
    /// <param name="times">How often, by bucket.</param>
    /// <param name="raw">By model.</param>
    public void TakeBlock(ReadOnlySpan<int> block, Span<byte> times, Span<float> raw)
    {
        ReadOnlySpan<short> rows = _rows;
        var weights = ColumnScale.TimesWeights;
        var stride = _stride;
        Span<float> sums = stackalloc float[stride + Lanes];
        var squares = 0f;
        for (var lane = 0; lane < stride; lane += Lanes)
        {
            var (sum, square) = (Vector128<float>.Zero, Vector128<float>.Zero);
            var isLast = lane + Lanes >= stride;
            foreach (var bucket in block)
            {
                var value = FourOf(rows, (bucket * stride) + lane) * weights[times[bucket]];
                // The line is at hand now; a walk of its own would fetch it again.
                if (isLast)
                    times[bucket] = 0;
                sum += value;
                square += value * value;
            }

            sum.CopyTo(sums[lane..]);
            squares = lane == 0 ? square[0] : squares;
        }

        // Lane 0 has gathered the block's length.
        if (squares > 0)
            for (var model = 0; model < raw.Length; model++)
                raw[model] += sums[model + 1] * _units[model + 1] / (MathF.Sqrt(squares) * _units[0]);
    }

    // One load of 64 bits: built from a span, the vector went by way of the stack.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> FourOf(ReadOnlySpan<short> rows, int at)
    {
        var packed = MemoryMarshal.Read<long>(MemoryMarshal.AsBytes(rows.Slice(at, Lanes)));
        return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.CreateScalarUnsafe(packed).AsInt16()));
    }

    // The lane's largest value is the largest number, so that nothing is cut off.
    private void Fill(int lane, Func<int, float> value)
    {
        var most = 0f;
        for (var bucket = 0; bucket < _buckets; bucket++)
            most = Math.Max(most, Math.Abs(value(bucket)));
        _units[lane] = most / short.MaxValue;
        for (var bucket = 0; bucket < _buckets && most > 0; bucket++)
            _rows[(bucket * _stride) + lane] = (short)Math.Clamp(MathF.Round(value(bucket) / _units[lane]), -short.MaxValue, short.MaxValue);
    }
}
