using System.Globalization;
using System.Text;
using BatchRouter.Jobs;

namespace BatchRouter.Perceiving;

/// <summary>Everything of a conversation that a model is shown as text: of every message its texts, and the arguments of its tool calls.</summary>
internal static class PromptTexts
{
    public static IEnumerable<string> Of(BatchJob job)
    {
        foreach (var message in job.Messages)
        {
            foreach (var part in message.Parts)
                if (part is Part.Text text)
                    yield return text.Value;
            foreach (var call in message.ToolCalls ?? [])
                yield return Unescaped(call.Arguments);
        }
    }

    // JSON may write any character by its number, and libraries do: +49 as \u002B49.
    private static string Unescaped(string json)
    {
        if (!json.Contains('\\', StringComparison.Ordinal))
            return json;
        var plain = new StringBuilder(json.Length);
        for (var i = 0; i < json.Length; i++)
            if (json[i] != '\\' || i + 1 == json.Length)
                plain.Append(json[i]);
            else if (json[i + 1] == 'u' && i + 6 <= json.Length
                && ushort.TryParse(json.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
                (_, i) = (plain.Append((char)unit), i + 5);
            else
                plain.Append(json[++i] is 'n' or 'r' or 't' or 'b' or 'f' ? ' ' : json[i]);
        return plain.ToString();
    }
}
