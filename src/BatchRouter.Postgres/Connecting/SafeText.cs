using System.Globalization;
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

    /// <summary>A JSON string that keeps every UTF-16 unit: the two that UTF-8 or Postgres cannot hold are escaped.</summary>
    public static string Quote(string text)
    {
        var json = new StringBuilder(text.Length + 16).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                json.Append(c).Append(text[++i]);
            else if (c is '"' or '\\')
                json.Append('\\').Append(c);
            else if (c < ' ' || char.IsSurrogate(c))
                json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                json.Append(c);
        }

        return json.Append('"').ToString();
    }

    /// <summary>The reverse of <see cref="Quote"/>, for any JSON string.</summary>
    public static string Unquote(string json)
    {
        var text = new StringBuilder(json.Length);
        for (var i = 1; i < json.Length - 1; i++)
        {
            if (json[i] != '\\')
            {
                text.Append(json[i]);
                continue;
            }

            switch (json[++i])
            {
                case 'n': text.Append('\n'); break;
                case 't': text.Append('\t'); break;
                case 'r': text.Append('\r'); break;
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'u':
                    text.Append((char)ushort.Parse(json.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                default: text.Append(json[i]); break;
            }
        }

        return text.ToString();
    }

    private static bool NeedsCare(string text)
    {
        foreach (var c in text)
            if (c == '\0' || char.IsSurrogate(c))
                return true;
        return false;
    }
}
