using BatchRouter.Learning.Reading;

namespace BatchRouter.Learning.Fitting;

/// <summary>
/// Which words training has met: one bit per hashed word, finer than the regression's buckets, which are all met once there are ten
/// thousand prompts.
/// </summary>
internal sealed class SeenWords
{
    private const int Bits = 18;

    /// <summary>64-bit parts of the map.</summary>
    public const int Parts = (1 << Bits) / 64;

    public required ulong[] Map { get; init; }

    public static SeenWords Of(IEnumerable<PromptCounts> prompts)
    {
        var map = new ulong[Parts];
        foreach (var prompt in prompts)
            foreach (var word in prompt.Words)
                map[Place(word) / 64] |= 1UL << (Place(word) % 64);
        return new SeenWords { Map = map };
    }

    /// <summary>Share of a prompt's words that were met, 0..1; 0 for a prompt without words.</summary>
    public double Share(ReadOnlySpan<uint> words)
    {
        var known = 0;
        foreach (var word in words)
            known += ((Map[Place(word) / 64] >> (Place(word) % 64)) & 1) == 1 ? 1 : 0;
        return words.IsEmpty ? 0 : known / (double)words.Length;
    }

    private static int Place(uint word) => (int)((word * 0x9E3779B1) >> (32 - Bits));
}
