using System.Text;
using System.Text.Json;

namespace BatchRouter.Scoring;

/// <summary>Is a text JSON? Lone surrogates, which UTF-8 cannot hold, count as U+FFFD: they are no reason to call an answer malformed.</summary>
internal static class JsonText
{
    public const int MaxDepth = 64;

    public static bool IsObject(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
