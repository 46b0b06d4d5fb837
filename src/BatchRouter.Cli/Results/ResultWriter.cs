using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Results;

/// <summary>One result as one line of JSON. Answers are copied as they are stored, so that no character of them is lost.</summary>
internal sealed class ResultWriter(JsonNamingPolicy names)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);

    /// <summary>UTF-8 without a line break; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Line(ResultRow row)
    {
        _buffer.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_buffer, Options);
        json.WriteStartObject();
        json.WriteString(Name("JobId"), row.JobId);
        Text(json, "Project", row.Project);
        Text(json, "GroupId", row.GroupId);
        Text(json, "Task", row.Task);
        Text(json, "State", row.State);
        Text(json, "Outcome", row.Outcome);
        Text(json, "Reason", row.Reason);
        Text(json, "Model", row.Model);
        Text(json, "Lane", row.Lane);
        if (row.Confidence is { } confidence)
            json.WriteNumber(Name("Confidence"), Math.Round(confidence, 6));
        json.WriteNumber(Name("Attempts"), row.Attempts);
        json.WriteNumber(Name("CostNanoUsd"), row.CostNanoUsd);
        json.WriteNumber(Name("CostUsd"), Usd.Of(row.CostNanoUsd));
        if (row.Late is { } late)
            json.WriteBoolean(Name("Late"), late);
        Text(json, "RejectField", row.RejectField);
        Text(json, "RejectCode", row.RejectCode);
        if (row.EndedAt is { } ended)
            json.WriteString(Name("EndedAt"), ended);
        Raw(json, "Output", row.OutputJson);
        Raw(json, "ToolCalls", row.ToolCallsJson);
        json.WriteEndObject();
        json.Flush();
        return _buffer.WrittenMemory;
    }

    private string Name(string name) => names.ConvertName(name);

    private void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(Name(name), value);
    }

    // Line breaks can only stand between the tokens of valid JSON: a blank there means the same.
    private void Raw(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            return;
        json.WritePropertyName(Name(name));
        json.WriteRawValue(Encoding.UTF8.GetBytes(value.Replace('\n', ' ').Replace('\r', ' ')), skipInputValidation: true);
    }
}
