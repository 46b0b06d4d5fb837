using System.Text;

namespace BatchRouter.Postgres.Connecting;

/// <summary>Text from outside that Postgres could not hold: U+0000 and lone surrogates.</summary>
internal static class SafeText
{
    /// <summary>For remarks and foreign ids: what cannot be stored becomes U+FFFD.</summary>
    public static string? Of(string? text)
    {
        if (text is null || !NeedsCare(text))
            return text;
        var safe = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (char.IsSurrogatePair(text, i))
                safe.Append(text[i]).Append(text[++i]);
            else
                safe.Append(text[i] == '\0' || char.IsSurrogate(text[i]) ? '\uFFFD' : text[i]);
        return safe.ToString();
    }

    private static bool NeedsCare(string text)
    {
        foreach (var c in text)
            if (c == '\0' || char.IsSurrogate(c))
                return true;
        return false;
    }
}
