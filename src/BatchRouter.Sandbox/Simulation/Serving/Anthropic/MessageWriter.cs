using System.Buffers;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation.Answers;

namespace BatchRouter.Sandbox.Simulation.Serving.Anthropic;

/// <summary>Writes a message in Anthropic's shape. Its input tokens are those that neither came from the cache nor went into it.</summary>
internal static class MessageWriter
{
    public static ArrayBufferWriter<byte> Write(SimulatedModel model, ChatRequest request, Reply reply, ReplyForm form)
    {
        var body = new ArrayBufferWriter<byte>(1536);
        using var json = new Utf8JsonWriter(body, AnswerJson.Writer);
        json.WriteStartObject();
        json.WriteString("id"u8, "msg_sim_" + form.Id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, model.Name);
        json.WriteStartArray("content"u8);
        WriteBlock(json, request, reply, form);
        json.WriteEndArray();
        json.WriteString("stop_reason"u8, StopReason(form));
        json.WriteNull("stop_sequence"u8);
        if (form.WithUsage)
            WriteUsage(json, reply.Usage, form.Lane);
        json.WriteEndObject();
        json.Flush();
        return body;
    }

    private static void WriteBlock(Utf8JsonWriter json, ChatRequest request, Reply reply, ReplyForm form)
    {
        if (reply.Text.Length == 0 && form.FinishReason == "content_filter")
            return;
        json.WriteStartObject();
        if (request.ForcedTool is { } tool && !form.IsRefusal)
        {
            json.WriteString("type"u8, "tool_use"u8);
            json.WriteString("id"u8, "toolu_" + form.Id);
            json.WriteString("name"u8, tool);
            json.WritePropertyName("input"u8);
            // What was cut is no object any more, and the API tells it as an empty one.
            if (reply.Truncated)
                json.WriteRawValue("{}");
            else
                json.WriteRawValue(reply.Text);
        }
        else
        {
            json.WriteString("type"u8, "text"u8);
            json.WritePropertyName("text"u8);
            if (form.EndsInLoneSurrogate)
                json.WriteRawValue(ReplyWriter.WithLoneSurrogate(reply.Text), skipInputValidation: true);
            else
                json.WriteStringValue(reply.Text);
        }

        json.WriteEndObject();
    }

    private static string StopReason(ReplyForm form) => form switch
    {
        { IsRefusal: true } or { FinishReason: "content_filter" } => "refusal",
        { FinishReason: "length" } => "max_tokens",
        { FinishReason: "tool_calls" } => "tool_use",
        _ => "end_turn",
    };

    private static void WriteUsage(Utf8JsonWriter json, SimulatedUsage usage, Lane lane)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputTokens - usage.CachedTokens - usage.CacheWriteTokens);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWriteTokens);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CachedTokens);
        json.WriteNumber("output_tokens"u8, usage.OutputTokens);
        json.WriteString("service_tier"u8, lane == Lane.Batch ? "batch"u8 : "standard"u8);
        json.WriteEndObject();
    }
}
