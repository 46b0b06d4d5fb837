using System.Buffers;
using System.Text;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation.Answers;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>How a reply is told, which faults bend. The id comes without its prefix; the finish reason is OpenAI's word.</summary>
internal sealed record ReplyForm(
    string Id,
    long Created,
    string FinishReason,
    Lane Lane,
    bool IsRefusal = false,
    bool WithUsage = true,
    bool EndsInLoneSurrogate = false);

/// <summary>Writes a chat completion in OpenAI's shape.</summary>
internal static class ReplyWriter
{
    public static ArrayBufferWriter<byte> Write(SimulatedModel model, ChatRequest request, Reply reply, ReplyForm form, Chance tokenWeights)
    {
        var body = new ArrayBufferWriter<byte>(request.WantsLogprobs ? 8192 : 1536);
        using var json = new Utf8JsonWriter(body, AnswerJson.Writer);
        json.WriteStartObject();
        json.WriteString("id"u8, "chatcmpl-sim-" + form.Id);
        json.WriteString("object"u8, "chat.completion"u8);
        json.WriteNumber("created"u8, form.Created);
        json.WriteString("model"u8, model.Name);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WritePropertyName("message"u8);
        Message(json, request, reply, form);
        json.WritePropertyName("logprobs"u8);
        Logprobs(json, request, reply, tokenWeights);
        json.WriteString("finish_reason"u8, form.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (form.WithUsage)
            Usage(json, reply.Usage);
        json.WriteString("service_tier"u8, form.Lane == Lane.Flex ? "flex"u8 : "default"u8);
        json.WriteString("system_fingerprint"u8, "simulated"u8);
        json.WriteEndObject();
        json.Flush();
        return body;
    }

    private static void Message(Utf8JsonWriter json, ChatRequest request, Reply reply, ReplyForm form)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (form.IsRefusal)
        {
            json.WriteNull("content"u8);
            json.WriteString("refusal"u8, reply.Text);
        }
        else if (request.ForcedTool is { } tool)
        {
            json.WriteNull("content"u8);
            json.WriteNull("refusal"u8);
            ToolCall(json, tool, reply.Text, form.Id);
        }
        else
        {
            json.WritePropertyName("content"u8);
            if (form.EndsInLoneSurrogate)
                json.WriteRawValue(WithLoneSurrogate(reply.Text), skipInputValidation: true);
            else
                json.WriteStringValue(reply.Text);
            json.WriteNull("refusal"u8);
        }

        json.WriteEndObject();
    }

    private static void ToolCall(Utf8JsonWriter json, string tool, string arguments, string id)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteString("id"u8, "call_" + id);
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, tool);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Logprobs(Utf8JsonWriter json, ChatRequest request, Reply reply, Chance weights)
    {
        if (!request.WantsLogprobs || request.ForcedTool is not null)
        {
            json.WriteNullValue();
            return;
        }

        var tokens = TokenCounter.Split(reply.Text);
        var logprobs = Certainty.PerToken(reply.MeanLogprob, tokens.Count, weights);
        Span<byte> bytes = stackalloc byte[256];
        json.WriteStartObject();
        json.WriteStartArray("content"u8);
        for (var index = 0; index < tokens.Count; index++)
        {
            json.WriteStartObject();
            json.WriteString("token"u8, tokens[index]);
            json.WriteNumber("logprob"u8, Math.Round(logprobs[index], 6));
            json.WriteStartArray("bytes"u8);
            if (Encoding.UTF8.TryGetBytes(tokens[index], bytes, out var count))
            {
                foreach (var one in bytes[..count])
                    json.WriteNumberValue(one);
            }

            json.WriteEndArray();
            json.WriteStartArray("top_logprobs"u8);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal"u8);
        json.WriteEndObject();
    }

    private static void Usage(Utf8JsonWriter json, SimulatedUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.InputTokens);
        json.WriteNumber("completion_tokens"u8, usage.OutputTokens);
        json.WriteNumber("total_tokens"u8, usage.InputTokens + usage.OutputTokens);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CachedTokens);
        if (usage.CacheWriteTokens > 0) // models that never charge for it do not name it
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWriteTokens);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.ReasoningTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The writer would replace what is no valid UTF-16, so these two are written as escapes by hand.
    internal static string WithLoneSurrogate(string text) =>
        JsonSerializer.Serialize(text, AnswerJson.Options)[..^1] + "\\ud83d\\u0000\"";
}
