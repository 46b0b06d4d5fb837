namespace BatchRouter.Learning.Reading;

/// <summary>One pass over the characters.</summary>
internal struct CharTally
{
    private const int LongWordChars = 9;

    public int Words, Lines, Digits, Numbers, Uppers, Capitalised, NonAscii, Latex, Code, Operators, Questions, Quotes, Commas, Sentences, LongestWord, LongWords;

    public static CharTally Of(ReadOnlySpan<char> text)
    {
        var tally = new CharTally { Lines = 1 };
        var before = '\n';
        var word = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiLetter(c) || (c > 127 && char.IsLetter(c)))
            {
                if (word++ == 0)
                    tally.Words++;
                if (char.IsAsciiLetterUpper(c) || (c > 127 && char.IsUpper(c)))
                {
                    tally.Uppers++;
                    tally.Capitalised += word == 1 && before == ' ' ? 1 : 0;
                }
            }
            else
            {
                tally.EndWord(ref word);
                if (char.IsAsciiDigit(c))
                {
                    tally.Digits++;
                    tally.Numbers += char.IsAsciiDigit(before) ? 0 : 1;
                }
                else
                    tally.Sign(c, before);
            }

            tally.NonAscii += c > 127 ? 1 : 0;
            before = c;
        }

        tally.EndWord(ref word);
        return tally;
    }

    private void EndWord(ref int word)
    {
        LongestWord = Math.Max(LongestWord, word);
        LongWords += word >= LongWordChars ? 1 : 0;
        word = 0;
    }

    private void Sign(char c, char before)
    {
        switch (c)
        {
            case '\n': Lines++; break;
            case '$' or '\\' or '^': Latex++; break;
            case '{' or '}' or ';' or '[' or ']' or '`': Code++; break;
            case '_' when before != '_': Code++; break;
            case '=' or '+' or '*' or '/' or '<' or '>' or '%': Operators++; break;
            case '?': Questions++; break;
            case '"' or '\'' or '“' or '”' or '’': Quotes++; break;
            case ',': Commas++; break;
            case '.' or '!': Sentences++; break;
        }
    }
}
