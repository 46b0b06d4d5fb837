using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace BatchRouter.Perceiving;

/// <summary>
/// Texts as points without any model: words, pairs of words, and runs of three and four characters are hashed with a sign into 512
/// places ("feature hashing", Weinberger et al., ICML 2009), counts grow by their logarithm, and the length is one. Near means alike in
/// words and spelling, not in meaning. Of a long text its first 8,192 characters count.
/// </summary>
public sealed class HashedEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 512;

    private const int MostCharacters = 8_192;
    private const uint WordSeed = 0x811c_9dc5;
    private const uint PairSeed = 0x2f0b_4c27;
    private const uint RunSeed = 0x5bd1_e995;

    // A word has about as many runs as letters: together they weigh about as much as the word itself.
    private const float RunWeight = 0.4f;

    [ThreadStatic]
    private static Dictionary<uint, float>? _counts;

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(VectorOf(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>512 numbers of length one; all zero where the text has no letter and no digit.</summary>
    public static float[] VectorOf(string text)
    {
        var counts = _counts ??= [];
        counts.Clear();
        Count(text.AsSpan(0, Math.Min(text.Length, MostCharacters)), counts);
        var vector = new float[Dimensions];
        foreach (var (feature, weight) in counts)
            vector[feature % Dimensions] += (feature & 0x8000_0000) == 0 ? weight : -weight;
        Cosine.Normalise(vector);
        return vector;
    }

    private static void Count(ReadOnlySpan<char> text, Dictionary<uint, float> counts)
    {
        Span<char> word = stackalloc char[34];
        word[0] = ' ';
        uint before = 0;
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var length = 1;
            for (; i < text.Length && char.IsLetterOrDigit(text[i]); i++)
                if (length < 33)
                    word[length++] = char.ToLowerInvariant(text[i]);
            word[length++] = ' ';
            before = CountWord(word[..length], before, counts);
        }

        foreach (var feature in counts.Keys)
            CollectionsMarshal.GetValueRefOrNullRef(counts, feature) = Damped(counts[feature]);
    }

    private static uint CountWord(ReadOnlySpan<char> word, uint before, Dictionary<uint, float> counts)
    {
        var hash = Hash(WordSeed, word[1..^1]);
        Add(counts, hash, 1);
        if (before != 0)
            Add(counts, Mixed(BitOperations.RotateLeft(before, 7) ^ hash ^ PairSeed), 1);
        for (var length = 3; length <= 4; length++)
            for (var i = 0; i + length <= word.Length; i++)
                Add(counts, Hash(RunSeed, word.Slice(i, length)), RunWeight);
        return hash;
    }

    private static void Add(Dictionary<uint, float> counts, uint feature, float weight)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, feature, out _);
        count += weight;
    }

    // What comes once keeps its weight; what comes often grows by its logarithm.
    private static float Damped(float count) => count <= 1 ? count : 1 + MathF.Log(count);

    private static uint Hash(uint seed, ReadOnlySpan<char> text)
    {
        var hash = seed;
        foreach (var unit in text)
            hash = (hash ^ unit) * 16_777_619;
        return Mixed(hash);
    }

    // The finaliser of MurmurHash3 (public domain): FNV alone leaves the low bits of alike words alike.
    private static uint Mixed(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85eb_ca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2_ae35;
        return hash ^ (hash >> 16);
    }
}
