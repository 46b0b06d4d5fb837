using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchRouter.Worker.Configuring;

/// <summary>Reads a configuration file: comments are allowed, a key that is not known is an error, and every error names line and key.</summary>
internal sealed class StrictJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly string _file;
    private readonly byte[] _json;

    public StrictJson(string file, string json) => (_file, _json) = (file, Encoding.UTF8.GetBytes(json));

    public T Read<T>()
    {
        try
        {
            if (JsonLines.FindNull(_json) is { } path)
                throw Fault(path, "is null; leave the key out to take its default");
            if (KnownKeys.FindUnknown(_json, typeof(T)) is var (unknown, problem))
                throw Fault(unknown, problem);
            return JsonSerializer.Deserialize<T>(_json, Options)!;
        }
        catch (JsonException fault)
        {
            var line = (int)(fault.LineNumber ?? 0) + 1;
            var key = string.IsNullOrEmpty(fault.Path) ? "$" : fault.Path;
            throw new ConfigurationException(_file, line, key, Words(fault.Message));
        }
    }

    /// <summary>An error at a key, with the line on which it stands.</summary>
    /// <param name="path">E.g. <c>$.models[0].prices</c>; where it does not stand, the line of what would hold it.</param>
    /// <param name="problem">What is wrong and what would be right.</param>
    public ConfigurationException Fault(string path, string problem) => new(_file, JsonLines.Find(_json, path), path, problem);

    // System.Text.Json appends path and line in its own words; they stand in front already.
    private static string Words(string message)
    {
        var end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
