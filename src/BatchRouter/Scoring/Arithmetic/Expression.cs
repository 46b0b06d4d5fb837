namespace BatchRouter.Scoring.Arithmetic;

/// <summary>One side of an equation while it is read, and its value. Reused for every side of a text.</summary>
internal sealed class Expression
{
    // A longer or deeper sum in an answer is no arithmetic to recompute but noise.
    private const int UsualTokens = 12;
    private const int MaxTokens = 96;
    private const int MaxDepth = 12;
    private const double LargestValue = 1e15;
    private const decimal LeastDivisor = 0.000_000_001m;

    private MathToken[] _tokens = new MathToken[UsualTokens];
    private int _count;
    private int _at;
    private int _end;
    private bool _percentsArePlain;

    public bool HasPercent { get; private set; }

    public bool HasOperator { get; private set; }

    public bool IsUnknown { get; set; }

    public bool IsEmpty => _count == 0;

    public MathToken Last => _count == 0 ? new MathToken(MathTokenKind.Break) : _tokens[_count - 1];

    public bool EndsInOperand => Last.Kind is MathTokenKind.Number or MathTokenKind.Close;

    public void Clear()
    {
        _count = 0;
        HasPercent = HasOperator = IsUnknown = false;
    }

    public void Add(MathToken token)
    {
        if (_count == MaxTokens)
        {
            IsUnknown = true;
            return;
        }

        if (_count == _tokens.Length)
            Array.Resize(ref _tokens, MaxTokens);
        _tokens[_count++] = token;
        HasPercent |= token.IsPercent;
        HasOperator |= token.Kind == MathTokenKind.Operator && _count > 1;
    }

    /// <summary>Takes a trailing operator back: it was punctuation.</summary>
    public void DropLast()
    {
        _count--;
        HasOperator = false;
        for (var i = 1; i < _count; i++)
            HasOperator |= _tokens[i].Kind == MathTokenKind.Operator;
    }

    /// <summary>Forgets everything up to the last bracket that was never closed: "she spends (5 * 4 = 20)". True if there was one.</summary>
    public bool DropUnclosed()
    {
        var depth = 0;
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_tokens[i].Kind == MathTokenKind.Close)
                depth++;
            else if (_tokens[i].Kind == MathTokenKind.Open && --depth < 0)
            {
                Array.Copy(_tokens, i + 1, _tokens, 0, _count - i - 1);
                _count -= i + 1;
                return true;
            }
        }

        return false;
    }

    public bool HasUnclosed()
    {
        var depth = 0;
        for (var i = 0; i < _count; i++)
            depth += _tokens[i].Kind == MathTokenKind.Open ? 1 : _tokens[i].Kind == MathTokenKind.Close ? -1 : 0;
        return depth > 0;
    }

    public decimal? First => _count > 0 && _tokens[0].Kind == MathTokenKind.Number ? _tokens[0].Value : null;

    /// <summary>Digits behind the point of a side that is one number, else null.</summary>
    public int? LoneDecimals => _count switch
    {
        1 when _tokens[0].Kind == MathTokenKind.Number => _tokens[0].Decimals,
        2 when _tokens[0].Kind == MathTokenKind.Operator && _tokens[1].Kind == MathTokenKind.Number => _tokens[1].Decimals,
        _ => null,
    };

    /// <summary>The value, or null where it cannot be known: unfinished, too large, divided by nothing.</summary>
    /// <param name="percentsArePlain">Read 20% as 20, for "100 - 20% = 80%" and "5 / 20 * 100 = 25%".</param>
    public decimal? Evaluate(bool percentsArePlain)
    {
        if (IsUnknown || _count == 0)
            return null;
        (_at, _end, _percentsArePlain) = (0, _count, percentsArePlain);
        return Sum(0) is { } value && _at == _end ? value : null;
    }

    private decimal? Sum(int depth)
    {
        var value = Product(depth);
        while (value is not null && NextSymbol() is '+' or '-')
        {
            var minus = _tokens[_at++].Symbol == '-';
            value = Product(depth) is { } other ? Checked(minus ? value.Value - other : value.Value + other) : null;
        }

        return value;
    }

    private decimal? Product(int depth)
    {
        var value = Operand(depth);
        while (value is not null && NextSymbol() is '*' or '/' or 'o')
        {
            var divide = _tokens[_at++].Symbol == '/';
            if (Operand(depth) is not { } other)
                return null;
            value = divide ? Quotient(value.Value, other) : CheckedProduct(value.Value, other);
        }

        return value;
    }

    private decimal? Operand(int depth)
    {
        if (_at >= _end || depth > MaxDepth)
            return null;
        var token = _tokens[_at++];
        if (token.Kind == MathTokenKind.Number)
            return token.IsPercent && !_percentsArePlain ? token.Value / 100 : token.Value;
        if (token.Kind == MathTokenKind.Operator && token.Symbol == '-')
            return -Operand(depth + 1);
        if (token.Kind != MathTokenKind.Open)
            return null;
        var inner = Sum(depth + 1);
        return inner is not null && _at < _end && _tokens[_at++].Kind == MathTokenKind.Close ? inner : null;
    }

    private char NextSymbol() => _at < _end && _tokens[_at].Kind == MathTokenKind.Operator ? _tokens[_at].Symbol : '\0';

    // Checked beforehand in floating point: an overflow thrown a thousand times a second costs more than the score.
    private static decimal? CheckedProduct(decimal a, decimal b) => Math.Abs((double)a * (double)b) > LargestValue ? null : a * b;

    private static decimal? Quotient(decimal a, decimal b) =>
        Math.Abs(b) < LeastDivisor || Math.Abs((double)a / (double)b) > LargestValue ? null : a / b;

    private static decimal? Checked(decimal value) => Math.Abs(value) > (decimal)LargestValue ? null : value;
}
