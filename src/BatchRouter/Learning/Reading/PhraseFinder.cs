namespace BatchRouter.Learning.Reading;

/// <summary>
/// Which of some phrases stand in a text, in one walk whatever their number (Aho and Corasick 1975). Phrases are ASCII in lower case; the
/// text's other characters match nothing.
/// </summary>
internal sealed class PhraseFinder
{
    private const int ClassBits = 5;

    // A state is the number of its row, already shifted, so that a step is one addition and one look-up.
    private readonly ushort[] _next;
    private readonly uint[] _ends;
    private readonly int _longest;
    private readonly byte[] _classes = new byte[128];

    /// <param name="phrases">At most 32, of at most 31 different characters.</param>
    public PhraseFinder(IReadOnlyList<string> phrases)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(phrases.Count, 32);
        foreach (var (c, index) in phrases.SelectMany(phrase => phrase).Distinct().Select((c, index) => (c, index)))
            _classes[c] = checked((byte)(index + 1));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_classes.Max(), 1 << ClassBits);
        _longest = phrases.Max(phrase => phrase.Length);
        var most = 1 + phrases.Sum(phrase => phrase.Length);
        _next = new ushort[most << ClassBits];
        _ends = new uint[most];
        var states = 1;
        for (var p = 0; p < phrases.Count; p++)
            states = Plant(phrases[p], p, states);
        Link(states);
    }

    /// <summary>Bit p is set where phrase p occurs.</summary>
    public uint Find(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<ushort> next = _next;
        ReadOnlySpan<uint> ends = _ends;
        ReadOnlySpan<byte> classes = _classes;
        // Two walks side by side, since each step waits for the one before; both see what lies across the middle.
        var half = Math.Min(text.Length, ((text.Length + _longest) / 2) + 1);
        var first = text[..half];
        var second = text[^half..];
        var (found, one, other) = (0u, 0, 0);
        for (var i = 0; i < first.Length && i < second.Length; i++)
        {
            var (c, d) = (first[i], second[i]);
            one = next[one + (c < classes.Length ? classes[c] : 0)];
            other = next[other + (d < classes.Length ? classes[d] : 0)];
            found |= ends[one >> ClassBits] | ends[other >> ClassBits];
        }

        return found;
    }

    private int Plant(string phrase, int bit, int states)
    {
        var state = 0;
        foreach (var c in phrase)
        {
            ref var step = ref _next[state + _classes[c]];
            if (step == 0)
                step = (ushort)(states++ << ClassBits);
            state = step;
        }

        _ends[state >> ClassBits] |= 1u << bit;
        return states;
    }

    // Breadth first: where a phrase breaks off, the walk goes on in the longest beginning that still fits.
    private void Link(int states)
    {
        var fallBack = new int[states];
        var queue = new Queue<int>([0]);
        while (queue.TryDequeue(out var state))
        {
            var shorter = fallBack[state >> ClassBits];
            for (var k = 0; k < 1 << ClassBits; k++)
            {
                ref var step = ref _next[state + k];
                if (step == 0)
                    step = _next[shorter + k];
                else
                {
                    fallBack[step >> ClassBits] = state == 0 ? 0 : _next[shorter + k];
                    _ends[step >> ClassBits] |= _ends[fallBack[step >> ClassBits] >> ClassBits];
                    queue.Enqueue(step);
                }
            }
        }
    }
}
