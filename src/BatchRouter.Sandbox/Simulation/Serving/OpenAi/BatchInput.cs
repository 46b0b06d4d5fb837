using System.Runtime.InteropServices;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Batching;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>Reads and validates a batch file. Bodies are not judged here but when their row's turn comes, except for the model.</summary>
internal sealed class BatchInput(string endpoint, IReadOnlyDictionary<string, SimulatedModel> fleet, int maxLines)
{
    private const int MostFaults = 20;
    private readonly List<BatchRow> _rows = [];
    private readonly List<BatchFault> _faults = [];
    private readonly HashSet<string> _customIds = new(StringComparer.Ordinal);

    public (IReadOnlyList<BatchRow> Rows, IReadOnlyList<BatchFault> Faults) Read(ReadOnlyMemory<byte> content)
    {
        var number = 0;
        while (!content.IsEmpty && _faults.Count < MostFaults)
        {
            number++;
            var end = content.Span.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (line.Span.Trim(" \r\t"u8).IsEmpty)
                continue;
            if (ReadLine(line, number) is { } fault)
                _faults.Add(fault);
            if (_rows.Count > maxLines)
                return (_rows, [new("max_requests_exceeded", $"The batch has more than {maxLines} requests.")]);
        }

        if (_rows.Count == 0 && _faults.Count == 0)
            _faults.Add(new("empty_file", "The input file is empty."));
        return (_rows, _faults);
    }

    private BatchFault? ReadLine(ReadOnlyMemory<byte> line, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Take(json.RootElement, number);
        }
        catch (JsonException)
        {
            return new("invalid_json_line", "This line is not parseable as valid JSON.", Line: number);
        }
    }

    private BatchFault? Take(JsonElement row, int number)
    {
        if (Text(row, "custom_id") is not { Length: > 0 } customId)
            return Missing("custom_id", number);
        if (Text(row, "method") != "POST")
            return new("invalid_method", "The method must be POST.", "method", number);
        if (Text(row, "url") is not { } url)
            return Missing("url", number);
        if (url != endpoint)
            return new("invalid_url", $"The URL provided for this request, {url}, does not match the endpoint of the batch, {endpoint}.", "url", number);
        if (!row.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
            return Missing("body", number);
        if (Text(body, "model") is not { } model)
            return Missing("body.model", number);
        if (!fleet.ContainsKey(model))
            return new("model_not_found", $"The provided model '{model}' is not supported by the Batch API.", "body.model", number);
        if (_rows.Count > 0 && _rows[0].Model != model)
            return new("mismatched_model", $"The model '{model}' differs from the model of the first request, '{_rows[0].Model}': a file has one.", "body.model", number);
        if (!_customIds.Add(customId))
            return new("duplicate_custom_id", $"The custom_id for this request, '{customId}', is a duplicate of another request.", "custom_id", number);
        _rows.Add(new(customId, JsonMarshal.GetRawUtf8Value(body).ToArray(), model));
        return null;
    }

    private static BatchFault Missing(string name, int number) => new("missing_required_parameter", $"Missing required parameter: '{name}'.", name, number);

    private static string? Text(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : null;
}
