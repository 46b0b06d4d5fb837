using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning.Fitting;

/// <summary>
/// What turns counts into the regression's columns: per block <c>(1 + ln tf) * idf</c> at length 1, and marks centred at unit spread.
/// Learned from prompts alone, never from labels.
/// </summary>
internal sealed class ColumnScale
{
    public required FeatureSpace Space { get; init; }

    /// <summary>By bucket; 0 where fewer than <see cref="FewestPrompts"/> prompts had it.</summary>
    public required float[] Idf { get; init; }

    public required float[] MarkMean { get; init; }

    /// <summary>What a centred mark is multiplied with; 0 for a mark that never varied.</summary>
    public required float[] MarkScale { get; init; }

    /// <summary>What only one prompt has teaches nothing about others.</summary>
    public const int FewestPrompts = 2;

    /// <summary>How large all marks together stand beside a block of n-grams, which has length 1.</summary>
    public const float MarkLength = 0.5f;

    /// <summary>A mark further from its mean than this many spreads counts as this far.</summary>
    public const float MostSpreads = 3f;

    /// <summary>The constant's column: large, so that the regularisation hardly touches it.</summary>
    public const float Constant = 3f;

    private static readonly float[] TimesWeight = [0, .. Enumerable.Range(1, byte.MaxValue).Select(times => 1 + MathF.Log(times))];

    public static ColumnScale Of(IReadOnlyList<PromptCounts> prompts, FeatureSpace space)
    {
        var seen = new int[space.Buckets];
        foreach (var prompt in prompts)
            foreach (var bucket in prompt.Buckets)
                seen[bucket]++;
        var idf = new float[space.Buckets];
        for (var i = 0; i < idf.Length; i++)
            idf[i] = seen[i] < FewestPrompts ? 0 : MathF.Log((1 + prompts.Count) / (float)seen[i]);
        var (mean, scale) = (new float[PromptMarks.Count], new float[PromptMarks.Count]);
        for (var m = 0; m < mean.Length; m++)
        {
            var average = prompts.Average(prompt => (double)prompt.Marks[m]);
            var spread = Math.Sqrt(prompts.Average(prompt => Math.Pow(prompt.Marks[m] - average, 2)));
            mean[m] = (float)average;
            scale[m] = spread < 1e-6 ? 0 : (float)(1 / spread);
        }

        return new ColumnScale { Space = space, Idf = idf, MarkMean = mean, MarkScale = scale };
    }

    /// <summary>By how often a bucket was met.</summary>
    public static ReadOnlySpan<float> TimesWeights => TimesWeight;

    public static float OfTimes(byte times) => TimesWeight[times];

    /// <summary>A mark as its column has it.</summary>
    public float OfMark(int mark, float value) =>
        Math.Clamp((value - MarkMean[mark]) * MarkScale[mark], -MostSpreads, MostSpreads) * (MarkLength / 7.5f);

    /// <summary>One over the length of a block, 0 for a block without anything known.</summary>
    public float Inverse(ReadOnlySpan<int> buckets, ReadOnlySpan<byte> times)
    {
        var squares = 0f;
        for (var i = 0; i < buckets.Length; i++)
        {
            var value = TimesWeight[times[i]] * Idf[buckets[i]];
            squares += value * value;
        }

        return squares > 0 ? 1 / MathF.Sqrt(squares) : 0;
    }
}
