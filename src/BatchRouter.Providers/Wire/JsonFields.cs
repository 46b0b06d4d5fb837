using System.Text.Json;

namespace BatchRouter.Providers.Wire;

/// <summary>Reads JSON that others wrote: what is not there, or is of another kind, is null.</summary>
internal static class JsonFields
{
    /// <summary>The whole text as an object, kept beyond its bytes; null, it is none.</summary>
    public static JsonElement? Object(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // An error page of a proxy, or half a line: the caller says what that means.
            return null;
        }
    }

    /// <summary>Null where it is missing or JSON's null.</summary>
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static JsonElement? Object(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>Null also where it is empty: file ids come as empty strings.</summary>
    public static string? Text(this JsonElement element, string name)
    {
        if (element.Field(name) is not { ValueKind: JsonValueKind.String } value)
            return null;
        try
        {
            return value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no name of ours.
            return null;
        }
    }

    public static long? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>Seconds since 1970, or RFC 3339.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name)
    {
        if (element.Number(name) is >= 0 and < 253_402_300_800 and var seconds)
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        return element.Field(name) is { ValueKind: JsonValueKind.String } text && text.TryGetDateTimeOffset(out var time) ? time : null;
    }
}
