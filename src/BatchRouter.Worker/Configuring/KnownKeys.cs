using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace BatchRouter.Worker.Configuring;

/// <summary>Finds the first key that the type it is read into does not have.</summary>
internal static class KnownKeys
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <returns>Its path and what could have been meant; null, all keys are known.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static (string Path, string Problem)? FindUnknown(ReadOnlyMemory<byte> json, Type type)
    {
        using var document = JsonDocument.Parse(json, Options);
        return FindIn(document.RootElement, type, "$");
    }

    private static (string, string)? FindIn(JsonElement element, Type type, string path) => element.ValueKind switch
    {
        JsonValueKind.Array when ElementOf(type) is { } inner => element.EnumerateArray()
            .Select((item, i) => FindIn(item, inner, string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Object when MapOf(type) is { } inner => element.EnumerateObject()
            .Select(entry => FindIn(entry.Value, inner, $"{path}.{entry.Name}"))
            .FirstOrDefault(found => found is not null),
        JsonValueKind.Object when type.Namespace == typeof(KnownKeys).Namespace => FindInObject(element, type, path),
        _ => null,
    };

    private static (string, string)? FindInObject(JsonElement element, Type type, string path)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => property.PropertyType);
        foreach (var entry in element.EnumerateObject())
        {
            var key = $"{path}.{entry.Name}";
            if (!properties.TryGetValue(entry.Name, out var inner))
                return (key, $"no such key; {NearestName.Hint(entry.Name, properties.Keys)}");
            if (FindIn(entry.Value, inner, key) is { } found)
                return found;
        }

        return null;
    }

    private static Type? MapOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? type.GetGenericArguments()[1] : null;

    private static Type? ElementOf(Type type) =>
        type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) && MapOf(type) is null ? type.GetGenericArguments()[0] : null;
}
