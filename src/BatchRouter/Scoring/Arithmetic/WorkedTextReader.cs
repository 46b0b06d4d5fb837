namespace BatchRouter.Scoring.Arithmetic;

/// <summary>
/// Finds the equations of a text and recomputes them: "9 * $2 = $&lt;&lt;9*2=18&gt;&gt;18", "20% of 50 = 10", chains, brackets, units between.
/// Where it is unsure what the numbers mean it leaves the equation out: a wrong accusation costs a strong model's price.
/// </summary>
internal sealed class WorkedTextReader
{
    // Beyond this an answer is a document; its end holds the conclusion.
    public const int MaxChars = 32_768;
    private const int MaxAnnotationChars = 200;
    private const int MaxWordsBeforeOperator = 4;

    private readonly WorkedText _found = new();
    private readonly Expression _side = new();
    private Side? _previous;
    private int _words;

    public static WorkedText Read(ReadOnlySpan<char> text)
    {
        var reader = new WorkedTextReader();
        reader.ReadAll(text.Length > MaxChars ? text[^MaxChars..] : text, isAnnotation: false);
        return reader._found;
    }

    private void ReadAll(ReadOnlySpan<char> text, bool isAnnotation)
    {
        var tokens = new MathTokenizer(text);
        var last = new MathToken(MathTokenKind.Break);
        while (true)
        {
            if (!isAnnotation && text[tokens.At..].TrimStart(" $").StartsWith("<<"))
            {
                if (!ReadAnnotation(text, ref tokens))
                    break;
                continue;
            }

            var token = tokens.Next();
            if (token.Kind == MathTokenKind.End)
                break;
            Take(token);
            last = token;
        }

        if (!isAnnotation)
            _found.IsCut |= last.Kind is MathTokenKind.Equals or MathTokenKind.Open || (last.Kind == MathTokenKind.Operator && last.Symbol != 'o');
        EndChain();
    }

    // An annotation is an equation of its own inside another one.
    private bool ReadAnnotation(ReadOnlySpan<char> text, ref MathTokenizer tokens)
    {
        var start = tokens.At + text[tokens.At..].IndexOf("<<") + 2;
        var length = text[start..Math.Min(text.Length, start + MaxAnnotationChars)].IndexOf(">>");
        if (length < 0)
        {
            _found.IsCut = text.Length - start < MaxAnnotationChars;
            tokens.At = start;
            return !_found.IsCut;
        }

        var inner = new WorkedTextReader();
        inner.ReadAll(text.Slice(start, length), isAnnotation: true);
        _found.Equations.AddRange(inner._found.Equations);
        tokens.At = start + length + 2;
        return true;
    }

    private void Take(MathToken token)
    {
        switch (token.Kind)
        {
            case MathTokenKind.Number:
                _found.Numbers.Add(token.Value);
                TakeNumber(token);
                break;
            case MathTokenKind.Operator:
                TakeOperator(token);
                break;
            case MathTokenKind.Open:
                TakeOpen(token);
                break;
            case MathTokenKind.Close:
                if (_side.EndsInOperand && _side.HasUnclosed())
                    _side.Add(token);
                else
                    EndChain();
                break;
            case MathTokenKind.Equals:
                EndSide();
                break;
            case MathTokenKind.Word:
                TakeWord();
                break;
            case MathTokenKind.Unknown:
                _side.IsUnknown = true;
                break;
            default:
                EndChain();
                break;
        }
    }

    private void TakeNumber(MathToken token)
    {
        if (_side.EndsInOperand)
        {
            // "1 1/2" is a mixed number, which we do not read; "20 dollars and 5 + 3" is a new sum.
            var mixed = _words == 0 && !_side.IsUnknown;
            EndChain();
            _side.IsUnknown = mixed;
        }

        _side.Add(token);
        _words = 0;
    }

    private void TakeOperator(MathToken token)
    {
        if (token.Symbol == 'o' && (_words > 0 || !_side.EndsInOperand || !IsShare(_side)))
        {
            TakeWord();
            return;
        }

        if (_side.EndsInOperand)
            _side.Add(token);
        else if (token.Symbol == '-' && _words == 0)
            _side.Add(token);
        else if (!_side.IsEmpty || _words > 0)
            _side.IsUnknown = true;
        _words = 0;
    }

    // "2(3 + 4)" multiplies; "20 dollars (4 * 5 = 20)" is an aside.
    private void TakeOpen(MathToken token)
    {
        if (_side.EndsInOperand && token.IsGlued && _words == 0)
            _side.Add(new MathToken(MathTokenKind.Operator, Symbol: '*'));
        else if (_side.EndsInOperand)
            EndChain();
        _side.Add(token);
        _words = 0;
    }

    private void TakeWord()
    {
        _words++;
        if (_side.EndsInOperand)
        {
            if (_words > MaxWordsBeforeOperator)
                EndChain();
        }
        else if (_side.Last.Kind == MathTokenKind.Operator)
        {
            // A dash before a word is punctuation; any other operator waits for a number that we do not know.
            if (_side.Last.Symbol == '-')
            {
                _side.DropLast();
                EndChain();
            }
            else
                _side.IsUnknown = true;
        }
    }

    private void EndSide()
    {
        if (_side.DropUnclosed())
            _previous = null;
        var side = Side.Of(_side);
        if (_side.IsUnknown)
            _found.UnknownSides++;
        if (_previous is { } left && side is { } right && (left.HasOperator || right.HasOperator))
        {
            var goesOn = right.GoesOnFrom(left);
            _found.Equations.Add(new Equation(goesOn ? left.Value : right.PlainValue ?? right.Value, goesOn || left.EqualsRounded(right)));
        }

        _previous = side;
        _side.Clear();
        _words = 0;
    }

    private void EndChain()
    {
        if (_previous is not null && !_side.IsEmpty)
            EndSide();
        _previous = null;
        _side.Clear();
        _words = 0;
    }

    // Percent, decimal or fraction: only then does "of" multiply.
    private static bool IsShare(Expression side) => side.HasPercent || side.HasOperator || side.LoneDecimals > 0;
}
