namespace BatchRouter.Scoring;

/// <summary>
/// Refusals that arrive as plain text. Only the beginning of a short answer counts: a long answer that opens with a regret usually goes on to help.
/// English only; a provider's refusal field needs no words.
/// </summary>
internal static class RefusalPhrases
{
    private const int LongestRefusalChars = 400;

    private static readonly string[] Beginnings =
    [
        "i'm sorry, but i can",
        "i am sorry, but i can",
        "i'm sorry, i can",
        "sorry, but i can",
        "sorry, i can",
        "i apologize, but i can",
        "i can't help with",
        "i can't assist",
        "i can't provide",
        "i can't comply",
        "i cannot help with",
        "i cannot assist",
        "i cannot provide",
        "i cannot comply",
        "i cannot fulfill",
        "i'm unable to",
        "i am unable to",
        "i'm not able to",
        "i am not able to",
        "i won't be able to",
        "as an ai",
    ];

    public static bool Begins(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length > LongestRefusalChars)
            return false;
        foreach (var beginning in Beginnings)
            if (BeginsWith(text, beginning))
                return true;
        return false;
    }

    // Models write both the typewriter's apostrophe and the typographer's.
    private static bool BeginsWith(ReadOnlySpan<char> text, string beginning)
    {
        if (text.Length < beginning.Length)
            return false;
        for (var i = 0; i < beginning.Length; i++)
        {
            var c = text[i] == '\u2019' ? '\'' : char.ToLowerInvariant(text[i]);
            if (c != beginning[i])
                return false;
        }

        return true;
    }
}
