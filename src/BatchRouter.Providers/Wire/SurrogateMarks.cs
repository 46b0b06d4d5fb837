using System.Globalization;
using System.Text;

namespace BatchRouter.Providers.Wire;

/// <summary>
/// Carries lone surrogates past JSON libraries that refuse or replace them. In flight each stands as a private-use character
/// that occurs nowhere else in the message, followed by its four hex digits.
/// </summary>
internal static class SurrogateMarks
{
    private const char FirstMark = '\uE000';
    private const char LastMark = '\uF8FF';

    /// <summary>A character that none of the texts holds, written out or as an escape.</summary>
    public static char Choose(IEnumerable<string> texts)
    {
        var used = new HashSet<char>();
        foreach (var text in texts)
            for (var i = 0; i < text.Length; i++)
                if (text[i] is >= FirstMark and <= LastMark)
                    used.Add(text[i]);
                else if (Escape(text, i) is { } unit)
                    used.Add(unit);
        for (var mark = FirstMark; mark <= LastMark; mark++)
            if (!used.Contains(mark))
                return mark;
        throw new InvalidOperationException("the text uses every private-use character");
    }

    public static bool HasLone(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsSurrogatePair(text, i))
                return true;
            i++;
        }

        return false;
    }

    /// <summary>Lone surrogates to mark and digits.</summary>
    public static string Mark(string text, char mark)
    {
        var marked = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
            if (!char.IsSurrogate(text[i]))
                marked.Append(text[i]);
            else if (char.IsSurrogatePair(text, i))
                marked.Append(text[i]).Append(text[++i]);
            else
                marked.Append(mark).Append(CultureInfo.InvariantCulture, $"{(int)text[i]:x4}");
        return marked.ToString();
    }

    /// <summary>Mark and digits back to lone surrogates.</summary>
    public static string Restore(string text, char mark)
    {
        if (mark == 0 || !text.Contains(mark, StringComparison.Ordinal))
            return text;
        var restored = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] == mark)
            {
                restored.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                restored.Append(text[i]);
            }

        return restored.ToString();
    }

    /// <summary>The request option that says which mark its texts carry.</summary>
    public static readonly AsyncLocal<char> RequestMark = new();

    /// <summary>Marks in an outgoing JSON body become the escapes that they stand for.</summary>
    public static async Task RestoreRequestAsync(HttpRequestMessage request, CancellationToken stop)
    {
        if (RequestMark.Value == 0 || request.Content is null)
            return;
        var mark = RequestMark.Value;
        var json = (await request.Content.ReadAsStringAsync(stop))
            .Replace(mark.ToString(), "\\u", StringComparison.Ordinal)
            .Replace($"\\u{(int)mark:X4}", "\\u", StringComparison.OrdinalIgnoreCase);
        var type = request.Content.Headers.ContentType;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        request.Content.Headers.ContentType = type;
    }

    /// <summary>Lone escapes in a response become marks, so that it can be parsed.</summary>
    public static void MarkResponse(HttpResponseMessage response, byte[] body, WireTrace trace)
    {
        if (body.AsSpan().IndexOf("\\ud"u8) < 0 && body.AsSpan().IndexOf("\\uD"u8) < 0)
            return;
        var json = Encoding.UTF8.GetString(body);
        var mark = Choose([json]);
        var marked = MarkEscapes(json, mark);
        if (marked.Length == json.Length)
            return;
        trace.Mark = mark;
        var type = response.Content.Headers.ContentType;
        response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(marked));
        response.Content.Headers.ContentType = type;
    }

    private static string MarkEscapes(string json, char mark)
    {
        var marked = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
        {
            var unit = Escape(json, i);
            if (json[i] != '\\')
                marked.Append(json[i]);
            else if (unit is null || !char.IsSurrogate(unit.Value))
                marked.Append(json, i, Math.Min(2, json.Length - i++));
            else if (char.IsHighSurrogate(unit.Value) && Escape(json, i + 6) is { } low && char.IsLowSurrogate(low))
            {
                marked.Append(json, i, 12);
                i += 11;
            }
            else
            {
                marked.Append(mark).Append(json, i + 2, 4);
                i += 5;
            }
        }

        return marked.ToString();
    }

    private static char? Escape(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u'
        && ushort.TryParse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
