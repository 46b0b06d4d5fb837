using System.Text.Json;
using System.Text.RegularExpressions;

namespace BatchRouter.Providers.Schemas;

/// <summary>Finds patterns that are no regular expressions before a paid answer meets them.</summary>
internal static class SchemaPatterns
{
    private const int MaxPatternChars = 1_000;

    public static bool AreReadable(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(field => IsReadable(field) && AreReadable(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(AreReadable),
        _ => true,
    };

    private static bool IsReadable(JsonProperty field)
    {
        if (field.NameEquals("pattern") && field.Value.ValueKind == JsonValueKind.String)
            return IsRegex(field.Value.GetString()!);
        return !field.NameEquals("patternProperties") || field.Value.ValueKind != JsonValueKind.Object
            || field.Value.EnumerateObject().All(inner => IsRegex(inner.Name));
    }

    private static bool IsRegex(string pattern)
    {
        if (pattern.Length > MaxPatternChars)
            return false;
        try
        {
            _ = new Regex(pattern);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
