using System.Text.Json;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>
/// Reads usage and cost exports of OpenAI and Anthropic: pages of buckets as their APIs give them (one page, or an array of pages), their
/// consoles' CSV, and lists of requests with ids in either format.
/// </summary>
internal static class ExportReader
{
    /// <exception cref="InvalidDataException">Not an export that can be read; the message names file and place.</exception>
    public static UsageExport Read(string name, string text)
    {
        var lines = new List<ExportLine>();
        var buckets = new HashSet<Span>();
        foreach (var (fields, at) in text.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) || text.AsSpan().TrimStart().StartsWith("[", StringComparison.Ordinal)
            ? Json(name, text, buckets)
            : Csv(name, text))
        {
            var line = ExportFields.Line(fields, $"{name}: {at}");
            lines.Add(line);
            if (line.IsRequest)
                continue;
            buckets.Add(line.Time is { } time && time.From < time.To ? time : throw new InvalidDataException($"{name}: {at}: neither a bucket's start and end nor a request's id"));
            if (line.Model is null)
                throw new InvalidDataException($"{name}: {at}: names no model; ask the provider for the export grouped by model (costs: by line item)");
        }

        return lines.Count == 0 && buckets.Count == 0
            ? throw new InvalidDataException($"{name}: holds neither a bucket nor a request")
            : new UsageExport(name, lines, buckets.OrderBy(bucket => bucket.From).ToList());
    }

    private static List<(Dictionary<string, string> Fields, string At)> Csv(string name, string text)
    {
        var rows = CsvText.Rows(text);
        if (rows.Count == 0)
            return [];
        var head = rows[0].Select(column => column.Trim().ToLowerInvariant().Replace(' ', '_')).ToList();
        return rows.Skip(1).Select((row, i) => row.Count == head.Count
            ? (head.Zip(row).GroupBy(pair => pair.First).ToDictionary(pair => pair.Key, pair => pair.First().Second), $"row {i + 2}")
            : throw new InvalidDataException($"{name}: row {i + 2} has {row.Count} columns, the head {head.Count}")).ToList();
    }

    private static List<(Dictionary<string, string> Fields, string At)> Json(string name, string text, HashSet<Span> buckets)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var found = new List<(Dictionary<string, string>, string)>();
            Walk(json.RootElement, [], "$");
            return found;

            void Walk(JsonElement node, Dictionary<string, string> bucket, string at)
            {
                if (node.ValueKind == JsonValueKind.Array)
                    foreach (var (item, i) in node.EnumerateArray().Select((item, i) => (item, i)))
                        Walk(item, bucket, $"{at}[{i}]");
                else if (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("data", out var page))
                    Walk(page, bucket, $"{at}.data");
                else if (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("results", out var results))
                {
                    var fields = Flat(node);
                    if (ExportFields.Line(fields, $"{name}: {at}").Time is { } time)
                        buckets.Add(time);
                    Walk(results, fields, $"{at}.results");
                }
                else
                    found.Add((Flat(node, bucket), at));
            }
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{name}: no JSON: {fault.Message}");
        }
    }

    // Nested values under dotted names; what a line does not say itself it has from its bucket.
    private static Dictionary<string, string> Flat(JsonElement node, Dictionary<string, string>? bucket = null)
    {
        var fields = bucket is null ? [] : new Dictionary<string, string>(bucket);
        Add(node, "");
        return fields;

        void Add(JsonElement value, string name)
        {
            if (value.ValueKind == JsonValueKind.Object)
                foreach (var property in value.EnumerateObject())
                    Add(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}");
            else if (value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                fields[name] = value.ToString();
        }
    }
}
