using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using BatchRouter.Jobs;

namespace BatchRouter.Siding;

/// <summary>Messages of side jobs: what is stored for them, in the shape of a producer's.</summary>
internal static class SideBodies
{
    // What a side job has of its own, or nothing of.
    private static readonly HashSet<string> Replaced = ["jobId", "groupId", "urgency", "deadline", "quality", "maxCostUsd", "model", "labels"];

    /// <summary>The same question to another model: everything else of the message is kept to the letter.</summary>
    public static ReadOnlyMemory<byte> Again(ReadOnlyMemory<byte> body, BatchJob side) => Write(side, json =>
    {
        using var message = JsonDocument.Parse(body);
        foreach (var property in message.RootElement.EnumerateObject())
            if (!Replaced.Contains(property.Name))
            {
                json.WritePropertyName(property.Name);
                // Not through the writer: what it would escape anew, lone surrogates among it, it would change.
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(property.Value), skipInputValidation: true);
            }
    });

    /// <summary>A question of our own.</summary>
    public static ReadOnlyMemory<byte> Asking(BatchJob side) => Write(side, json =>
    {
        json.WriteString("project", side.Key.Project);
        json.WriteString("task", side.Task);
        json.WriteNumber("maxOutputTokens", side.MaxOutputTokens);
        if (side.Temperature is { } temperature)
            json.WriteNumber("temperature", temperature);
        if (side.DataClass is { } dataClass)
            json.WriteString("dataClass", dataClass);
        if (side.Region is { } region)
            json.WriteString("region", region);
        json.WriteStartArray("messages");
        foreach (var message in side.Messages)
        {
            json.WriteStartObject();
            json.WriteString("role", message.Role);
            json.WritePropertyName("content");
            json.WriteRawValue(JsonStrings.Quote(message.Text), skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> Write(BatchJob side, Action<Utf8JsonWriter> rest)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jobId", side.Key.JobId);
            json.WriteString("deadline", side.Deadline);
            json.WriteString("model", side.Pin);
            json.WriteStartObject("labels");
            foreach (var (key, value) in side.Labels)
                json.WriteString(key, value);
            json.WriteEndObject();
            rest(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
