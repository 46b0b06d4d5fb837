using System.Text;
using System.Text.Json;
using BatchRouter.Scoring;

namespace BatchRouter.Auditing;

/// <summary>
/// The share of equal fields of two JSON objects, at any depth. A field is a path to a value that is no object and no array; one that
/// stands in one of them only is unequal. Values are compared as <see cref="ExactComparison"/> does.
/// </summary>
internal static class FieldComparison
{
    /// <summary>Null where one of them is no JSON object.</summary>
    public static double? Of(string given, string other)
    {
        if (!JsonText.IsObject(given) || !JsonText.IsObject(other))
            return null;
        var (one, two) = (Fields(given), Fields(other));
        var all = one.Keys.Union(two.Keys).Count();
        return all == 0 ? 1 : one.Count(field => two.TryGetValue(field.Key, out var value) && value == field.Value) / (double)all;
    }

    private static Dictionary<string, string> Fields(string text)
    {
        using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
        var fields = new Dictionary<string, string>();
        Add(fields, "", json.RootElement);
        return fields;
    }

    private static void Add(Dictionary<string, string> fields, string path, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                    Add(fields, $"{path}/{property.Name}", property.Value);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                    Add(fields, $"{path}/{index++}", item);
                break;
            default:
                // A field that stands twice counts as its last value, as readers of JSON take it.
                fields[path] = ExactComparison.Normal(element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText());
                break;
        }
    }
}
