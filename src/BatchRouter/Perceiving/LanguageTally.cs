using System.Numerics;

namespace BatchRouter.Perceiving;

/// <summary>What speaks for each language in Latin letters, in bits.</summary>
internal ref struct LanguageTally(Span<double> bits, Span<uint> masks)
{
    // One word that a single language has is worth 4.4 bits: less than that, for the whole text, is no evidence.
    private const double LeastBits = 4;

    // Against every other language: what speaks for this one alone, and how many times as much as what speaks for the other alone. So
    // languages that share most words are told apart by the few that they do not share, and a text in two languages is in neither.
    private const double LeastAhead = 2;
    private const double LeastTimes = 2;

    // Of the words, so many must be common ones, or it is a list of names, or a language that is not known here.
    private const double LeastCommon = 0.15;
    private const double RunWeight = 0.1;

    private readonly Span<double> _bits = bits;
    private readonly Span<uint> _masks = masks;
    private int _words;
    private int _common;

    public readonly bool IsFull => _words == _masks.Length;

    /// <param name="padded">Lower-case, between two spaces.</param>
    public void Add(scoped ReadOnlySpan<char> padded)
    {
        var mask = LanguageWords.OfWord(padded[1..^1]);
        if (mask == 0)
            foreach (var letter in padded)
                mask |= LanguageWords.OfLetter(letter);
        _masks[_words++] = mask;
        if (mask != 0)
            _common++;
        Give(mask, 1);
        for (var i = 0; i + 3 <= padded.Length; i++)
            Give(LanguageWords.OfRun(padded[i], padded[i + 1], padded[i + 2]), RunWeight);
    }

    public readonly string? Language
    {
        get
        {
            var best = 0;
            for (var i = 1; i < _bits.Length; i++)
                if (_bits[i] > _bits[best])
                    best = i;
            return _bits[best] >= LeastBits && _common >= LeastCommon * _words && IsAhead(best) ? LanguageWords.Codes[best] : null;
        }
    }

    private readonly bool IsAhead(int best)
    {
        for (var other = 0; other < _bits.Length; other++)
        {
            if (other == best)
                continue;
            var (ahead, behind) = (0.0, 0.0);
            foreach (var mask in _masks[.._words])
                switch ((mask >> best) & 1, (mask >> other) & 1)
                {
                    case (1, 0):
                        ahead += LanguageWords.Worth(mask);
                        break;
                    case (0, 1):
                        behind += LanguageWords.Worth(mask);
                        break;
                }

            if (ahead < LeastAhead || ahead < LeastTimes * behind)
                return false;
        }

        return true;
    }

    private readonly void Give(uint mask, double weight)
    {
        if (mask == 0)
            return;
        var worth = weight * LanguageWords.Worth(mask);
        for (; mask != 0; mask &= mask - 1)
            _bits[BitOperations.TrailingZeroCount(mask)] += worth;
    }
}
