using System.Text.Json;

namespace BatchRouter.Cli.Evaluating.Reading;

/// <summary>One line of a JSON-lines file; what is wrong with it is said with file, line and field.</summary>
internal sealed class JsonRow
{
    private readonly string _at;
    private readonly JsonElement _json;

    private JsonRow(string at, JsonElement json)
    {
        _at = at;
        _json = json;
    }

    /// <exception cref="InvalidDataException">A line is no JSON object.</exception>
    public static IEnumerable<JsonRow> Read(FileInfo file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file.FullName))
        {
            number++;
            if (line.Length > 0)
                yield return new JsonRow($"{file.FullName}:{number}", Parse(line, $"{file.FullName}:{number}"));
        }
    }

    public string Text(string field) => Find(field, JsonValueKind.String).GetString()!;

    public string? OptionalText(string field) => _json.TryGetProperty(field, out _) ? Text(field) : null;

    /// <summary>0..1.</summary>
    public double Quality(string field)
    {
        var value = Find(field, JsonValueKind.Number).GetDouble();
        return value is >= 0 and <= 1 ? value : throw new InvalidDataException($"{_at}: {field} is {value}, but 0 to 1 is wanted");
    }

    /// <summary>Strings by name; other values of the object are left out.</summary>
    public IReadOnlyDictionary<string, string> Texts(string field) =>
        Find(field, JsonValueKind.Object).EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
            .GroupBy(pair => pair.Name).ToDictionary(pair => pair.Key, pair => pair.Last().Value.GetString()!);

    private static JsonElement Parse(string line, string at)
    {
        try
        {
            var json = JsonElement.Parse(line);
            return json.ValueKind == JsonValueKind.Object ? json : throw new InvalidDataException($"{at}: a JSON object is wanted, this is {json.ValueKind}");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{at}: no JSON: {fault.Message}");
        }
    }

    private JsonElement Find(string field, JsonValueKind kind)
    {
        if (!_json.TryGetProperty(field, out var value))
            throw new InvalidDataException($"{_at}: {field} is missing");
        return value.ValueKind == kind ? value : throw new InvalidDataException($"{_at}: {field} is {value.ValueKind}, but {kind} is wanted");
    }
}
