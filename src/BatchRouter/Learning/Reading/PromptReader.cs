using System.Runtime.CompilerServices;

namespace BatchRouter.Learning.Reading;

/// <summary>
/// Counts hashed word and character n-grams of a prompt and measures its marks. One instance per thread is kept and used again:
/// reading allocates nothing. Only the prompt's text is read.
/// </summary>
internal sealed class PromptReader
{
    /// <summary>A longer prompt is judged by its beginning and its end, so that the time has a limit.</summary>
    public const int MostChars = 8_192;
    private const int TailChars = 2_048;

    // Words up to so far apart are counted as a pair; neighbours are bigrams already.
    private const int FarthestWord = 4;

    private static readonly byte[] Lower = [.. Enumerable.Range(0, 128).Select(c => (byte)(c <= ' ' ? ' ' : char.ToLowerInvariant((char)c)))];

    [ThreadStatic]
    private static PromptReader? _kept;

    private readonly FeatureSpace _space;
    private readonly byte[] _times;
    private readonly int[] _met;
    private readonly char[] _text = new char[MostChars + 4];
    private readonly float[] _marks = new float[PromptMarks.Count];
    private int _count;
    private readonly uint[] _words = new uint[MostChars + 4];
    private int _wordsRead;
    private int _wordsBeforeOptions;
    private int _options;
    private int _length;

    private PromptReader(FeatureSpace space)
    {
        _space = space;
        _times = new byte[space.Buckets];
        _met = new int[(MostChars + 4) * (space.MostWords + FarthestWord + Math.Max(0, space.MostChars - space.FewestChars + 1))];
    }

    public ReadOnlySpan<int> Met => _met.AsSpan(0, _count);

    public ReadOnlySpan<int> WordBuckets => Met[..WordCount];

    public ReadOnlySpan<int> ContextBuckets => Met.Slice(WordCount, ContextCount);

    public ReadOnlySpan<int> CharBuckets => Met[(WordCount + ContextCount)..];

    public ReadOnlySpan<uint> Words => _words.AsSpan(0, _wordsRead);

    public int WordCount { get; private set; }

    public int ContextCount { get; private set; }

    public ReadOnlySpan<float> Marks => _marks;

    public static PromptReader Rent(FeatureSpace space)
    {
        if (_kept is not { } kept || kept._space != space)
            _kept = kept = new PromptReader(space);
        return kept;
    }

    public byte TimesOf(int bucket) => _times[bucket];

    /// <summary>By bucket; whoever sets those of all buckets met to zero says <see cref="Cleared"/>.</summary>
    public Span<byte> Times => _times;

    /// <summary>Nothing counted stands any more: the next prompt finds a clean table.</summary>
    public void Cleared() => (_count, WordCount, ContextCount) = (0, 0, 0);

    public void Read(ReadOnlySpan<char> prompt)
    {
        var times = _times;
        foreach (var bucket in Met)
            times[bucket] = 0;
        _count = 0;
        _options = int.MaxValue;
        if (prompt.Length > MostChars)
        {
            Fold(prompt[..(MostChars - TailChars)], 0);
            Fold(prompt[^TailChars..], _length);
        }
        else
            Fold(prompt, 0);
        CountWords();
        WordCount = _count;
        CountContexts();
        ContextCount = _count - WordCount;
        for (var n = _space.FewestChars; n <= _space.MostChars; n++)
            CountChars(n);
        PromptMarks.Measure(prompt.Length > MostChars ? prompt[..MostChars] : prompt, _text.AsSpan(0, _length), _marks);
    }

    // Lower case, and one blank for any white space; a blank stands at both ends.
    private void Fold(ReadOnlySpan<char> text, int at)
    {
        var to = _text.AsSpan();
        ReadOnlySpan<byte> lower = Lower;
        if (at == 0)
            to[at++] = ' ';
        var last = to[at - 1];
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' && _options == int.MaxValue && i + 2 < text.Length && text[i + 1] == 'A' && text[i + 2] is '.' or ')' or ':')
                _options = at;
            var folded = c < 128 ? (char)lower[c] : char.ToLowerInvariant(c);
            // A second blank is written over by what follows.
            to[at] = folded;
            at += (folded ^ ' ') + (last ^ ' ') == 0 ? 0 : 1;
            last = folded;
        }

        if (last != ' ')
            to[at++] = ' ';
        _length = at;
    }

    private void CountWords()
    {
        var text = _text.AsSpan(0, _length);
        var times = _times.AsSpan(0, _space.WordBuckets);
        var met = _met.AsSpan();
        var count = _count;
        var shift = 32 - _space.WordBits;
        uint before = 0, beforeThat = 0;
        var (words, beforeOptions) = (0, 0);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i++];
            if (c == ' ')
                continue;
            var hash = Step(2166136261, c);
            if (char.IsLetterOrDigit(c))
                for (; i < text.Length && char.IsLetterOrDigit(text[i]); i++)
                    hash = Step(hash, text[i]);
            _words[words++] = hash;
            beforeOptions += i <= _options ? 1 : 0;
            count = Count(times, met, count, (int)((hash * 0x9E3779B1) >> shift), 0);
            if (_space.MostWords > 1)
                count = Count(times, met, count, (int)((((before * 31) + hash) * 0x85EBCA6B) >> shift), 0);
            if (_space.MostWords > 2)
                count = Count(times, met, count, (int)((((((beforeThat * 31) + before) * 37) + hash) * 0xC2B2AE35) >> shift), 0);
            (beforeThat, before) = (before, hash);
        }

        (_count, _wordsRead, _wordsBeforeOptions) = (count, words, beforeOptions);
    }

    private void CountContexts()
    {
        var words = _words.AsSpan(0, _wordsRead);
        var (shift, offset) = (32 - _space.ContextBits, _space.WordBuckets);
        var times = _times.AsSpan(offset, _space.ContextBuckets);
        var met = _met.AsSpan();
        var count = _count;
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var place = i < _wordsBeforeOptions ? 0x68E31DA4u : 0xB5297A4Du;
            count = Count(times, met, count, (int)(((word ^ place) * 0x1B56C4E9) >> shift), offset);
            for (var apart = 2; apart <= FarthestWord && apart <= i; apart++)
                count = Count(times, met, count, (int)((((words[i - apart] * 33) + word) * 0x7FEB352D) >> shift), offset);
        }

        _count = count;
    }

    private void CountChars(int n)
    {
        var text = _text.AsSpan(0, _length);
        var (shift, offset, left) = (64 - _space.CharBits, _space.WordBuckets + _space.ContextBuckets, 64 - (16 * n));
        var times = _times.AsSpan(offset, _space.CharBuckets);
        var met = _met.AsSpan();
        var count = _count;
        // The last four characters stand side by side in one number; its lower parts are the shorter n-grams.
        var window = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            window = (window << 16) | text[i];
            if (i < n - 1)
                continue;
            var gram = (window << left) ^ (uint)n;
            gram = (gram ^ (gram >> 29)) * 0x9E3779B97F4A7C15UL;
            count = Count(times, met, count, (int)(gram >> shift), offset);
        }

        _count = count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step(uint hash, char c) => (hash ^ c) * 16777619u;

    // Without a branch: whether a bucket is new cannot be guessed. What is not new is written over by what follows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Count(Span<byte> times, Span<int> met, int count, int bucket, int offset)
    {
        int before = times[bucket];
        met[count] = bucket + offset;
        times[bucket] = (byte)(before + 1 - (before + 1 >> 8));
        return count + ((before - 1) >>> 31);
    }
}
