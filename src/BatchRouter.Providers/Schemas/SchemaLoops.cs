using System.Text.Json;

namespace BatchRouter.Providers.Schemas;

/// <summary>
/// Finds references that come back to themselves without going down into the text, as in <c>{"allOf":[{"$ref":"#"}]}</c>: a validator
/// follows them until the stack ends, which no catch can survive. Recursion through properties or items is fine.
/// </summary>
internal sealed class SchemaLoops(JsonElement root)
{
    private const int MaxChain = 256;

    private static readonly string[] SameTextLists = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] SameText = ["not", "if", "then", "else"];
    private static readonly string[] SameTextMaps = ["dependencies", "dependentSchemas"];

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _safe = new(StringComparer.Ordinal);

    /// <summary>The reference that loops, or that leads nowhere; null where all are fine.</summary>
    public string? FindFirst() => InAll(root);

    private string? InAll(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (Follow(element, 0) is { } wrong)
                return wrong;
            foreach (var field in element.EnumerateObject())
                if (InAll(field.Value) is { } inner)
                    return inner;
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                if (InAll(item) is { } inner)
                    return inner;
        }

        return null;
    }

    private string? Follow(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (schema.TryGetProperty("$ref", out var reference) && reference.ValueKind == JsonValueKind.String)
            return FollowReference(reference, depth);
        return SameTextOf(schema).Select(part => Follow(part, depth)).FirstOrDefault(wrong => wrong is not null);
    }

    private string? FollowReference(JsonElement reference, int depth)
    {
        // The raw text: an unpaired escape is no string, but can be compared.
        var pointer = reference.GetRawText().Trim('"');
        if (_safe.Contains(pointer))
            return null;
        if (depth > MaxChain || !_open.Add(pointer) || Resolve(pointer) is not { } target)
            return pointer;
        var wrong = Follow(target, depth + 1);
        _open.Remove(pointer);
        if (wrong is null)
            _safe.Add(pointer);
        return wrong;
    }

    private static IEnumerable<JsonElement> SameTextOf(JsonElement schema)
    {
        foreach (var name in SameText)
            if (schema.TryGetProperty(name, out var part))
                yield return part;
        foreach (var name in SameTextLists)
            if (schema.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
                foreach (var part in list.EnumerateArray())
                    yield return part;
        foreach (var name in SameTextMaps)
            if (schema.TryGetProperty(name, out var map) && map.ValueKind == JsonValueKind.Object)
                foreach (var field in map.EnumerateObject())
                    yield return field.Value;
    }

    private JsonElement? Resolve(string pointer)
    {
        var at = root;
        if (pointer is "#" or "#/")
            return at;
        if (!pointer.StartsWith("#/", StringComparison.Ordinal))
            return null;
        foreach (var part in pointer[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var field))
                at = field;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, out var index) && index >= 0 && index < at.GetArrayLength())
                at = at[index];
            else
                return null;
        }

        return at;
    }
}
