namespace BatchRouter.Scoring.Arithmetic;

/// <summary>Cuts prose with arithmetic in it into tokens, one pass, each character read a bounded number of times.</summary>
internal ref struct MathTokenizer(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    /// <summary>Where the next token begins; the caller may move it behind what it read itself.</summary>
    public int At
    {
        readonly get => _at;
        set => _at = value;
    }

    public MathToken Next()
    {
        var start = _at;
        while (_at < _text.Length && (IsIgnored(_text[_at]) || IsBold(_at)))
            _at++;
        if (_at >= _text.Length)
            return new MathToken(MathTokenKind.End);
        var glued = start == _at && start > 0;
        if (NumberReader.Starts(_text, _at))
            return Number(glued);
        if (char.IsLetter(_text[_at]))
            return Word(glued);
        return Symbol() with { IsGlued = glued };
    }

    private MathToken Number(bool glued)
    {
        var usable = NumberReader.TryRead(_text, ref _at, out var value, out var decimals);
        if (StartsOrdinal(_text[_at..]))
        {
            _at += 2;
            return new MathToken(MathTokenKind.Word);
        }

        var percent = _at < _text.Length && _text[_at] == '%';
        if (!percent && _text[_at..].StartsWith("\\%"))
            (percent, _at) = (true, _at + 1);
        if (percent)
            _at++;
        return new MathToken(usable ? MathTokenKind.Number : MathTokenKind.Unknown, value, decimals, percent, IsGlued: glued);
    }

    private MathToken Word(bool glued)
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetter(_text[_at]) || _text[_at] is '\'' or '\u2019'))
            _at++;
        return MathWords.Classify(_text[start.._at], _text[_at..], glued && start > 0 && char.IsAsciiDigit(_text[start - 1]));
    }

    private MathToken Symbol()
    {
        var c = _text[_at++];
        var next = _at < _text.Length ? _text[_at] : ' ';
        switch (c)
        {
            case '=' when next == '>':
            case '>' or '<' or '!' when next == '=':
                _at++;
                return new MathToken(MathTokenKind.Break);
            case '=' or '\u2248':
                return new MathToken(MathTokenKind.Equals);
            case '+' or '*':
                return Operator(c);
            case '\u00d7' or '\u00b7' or '\u22c5':
                return Operator('*');
            case '\u00f7':
                return Operator('/');
            case '-' or '\u2212' or '\u2013' or '/' when char.IsLetter(next):
                // 1000-piece, hours/day: a word goes on.
                return new MathToken(MathTokenKind.Word);
            case '-' or '\u2212' or '\u2013':
                return Operator('-');
            case '/':
                return Operator('/');
            case '^':
                return new MathToken(MathTokenKind.Unknown);
            case '(' or '[' or '{':
                return new MathToken(MathTokenKind.Open);
            case ')' or ']':
                return new MathToken(MathTokenKind.Close);
            case '}':
                return new MathToken(MathTokenKind.Close);
            case '\\':
                return MathWords.ClassifyLatex(_text, ref _at);
            default:
                return new MathToken(c is '%' or '#' or '\'' or '"' ? MathTokenKind.Word : MathTokenKind.Break);
        }
    }

    private static MathToken Operator(char symbol) => new(MathTokenKind.Operator, Symbol: symbol);

    private readonly bool IsBold(int at) =>
        _text[at] == '*' && ((at + 1 < _text.Length && _text[at + 1] == '*') || (at > 0 && _text[at - 1] == '*'));

    private static bool IsIgnored(char c) => c is ' ' or '\t' or '\u00a0' or '$' or '£' or '€' or '¥' or '_' or '`' or '~';

    private static bool StartsOrdinal(ReadOnlySpan<char> rest) =>
        (rest.StartsWith("st") || rest.StartsWith("nd") || rest.StartsWith("rd") || rest.StartsWith("th"))
        && (rest.Length == 2 || !char.IsLetter(rest[2]));
}
