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

    public void Read(ReadOnlySpan<char> prompt)
    {
        foreach (var bucket in Met)
            _times[bucket] = 0;
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
        CountChars();
        PromptMarks.Measure(prompt.Length > MostChars ? prompt[..MostChars] : prompt, _text.AsSpan(0, _length), _marks);
    }

    // Lower case, and one blank for any white space; a blank stands at both ends.
    private void Fold(ReadOnlySpan<char> text, int at)
    {
        var to = _text.AsSpan();
        if (at == 0)
            to[at++] = ' ';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' && _options == int.MaxValue && i + 2 < text.Length && text[i + 1] == 'A' && text[i + 2] is '.' or ')' or ':')
                _options = at;
            var folded = c < 128 ? (char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c <= ' ' ? ' ' : c) : char.ToLowerInvariant(c);
            if (folded == ' ' && to[at - 1] == ' ')
                continue;
            to[at++] = folded;
        }

        if (to[at - 1] != ' ')
            to[at++] = ' ';
        _length = at;
    }

    private void CountWords()
    {
        var text = _text.AsSpan(0, _length);
        var shift = 32 - _space.WordBits;
        uint before = 0, beforeThat = 0;
        (_wordsRead, _wordsBeforeOptions) = (0, 0);
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == ' ')
            {
                i++;
                continue;
            }

            var hash = Step(2166136261, c);
            i++;
            if (char.IsLetterOrDigit(c))
                for (; i < text.Length && char.IsLetterOrDigit(text[i]); i++)
                    hash = Step(hash, text[i]);
            _words[_wordsRead++] = hash;
            _wordsBeforeOptions += i <= _options ? 1 : 0;
            Count((int)((hash * 0x9E3779B1) >> shift));
            if (_space.MostWords > 1)
                Count((int)((((before * 31) + hash) * 0x85EBCA6B) >> shift));
            if (_space.MostWords > 2)
                Count((int)((((((beforeThat * 31) + before) * 37) + hash) * 0xC2B2AE35) >> shift));
            (beforeThat, before) = (before, hash);
        }
    }

    private void CountContexts()
    {
        var words = _words.AsSpan(0, _wordsRead);
        var shift = 32 - _space.ContextBits;
        var offset = _space.WordBuckets;
        for (var i = 0; i < words.Length; i++)
        {
            var place = i < _wordsBeforeOptions ? 0x68E31DA4u : 0xB5297A4Du;
            Count(offset + (int)(((words[i] ^ place) * 0x1B56C4E9) >> shift));
            for (var apart = 2; apart <= FarthestWord && apart <= i; apart++)
                Count(offset + (int)((((words[i - apart] * 33) + words[i]) * 0x7FEB352D) >> shift));
        }
    }

    private void CountChars()
    {
        if (_space.CharBuckets == 0)
            return;
        var shift = 64 - _space.CharBits;
        var offset = _space.WordBuckets + _space.ContextBuckets;
        var (fewest, most) = (_space.FewestChars, _space.MostChars);
        // The last four characters stand side by side in one number; its lower parts are the shorter n-grams.
        var window = 0UL;
        var read = 0;
        foreach (var c in _text.AsSpan(0, _length))
        {
            window = (window << 16) | c;
            read++;
            for (var n = fewest; n <= most && n <= read; n++)
            {
                var gram = (window << (64 - (16 * n))) ^ (uint)n;
                gram = (gram ^ (gram >> 29)) * 0x9E3779B97F4A7C15UL;
                Count(offset + (int)(gram >> shift));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Step(uint hash, char c) => (hash ^ c) * 16777619u;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Count(int bucket)
    {
        ref var times = ref _times[bucket];
        if (times == 0)
            _met[_count++] = bucket;
        if (times < byte.MaxValue)
            times++;
    }
}
