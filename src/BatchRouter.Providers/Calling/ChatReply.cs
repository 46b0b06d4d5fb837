using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Providers.Wire;
using BatchRouter.Scoring;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Calling;

/// <summary>From what <see cref="IChatClient"/> gives back to an answer and its usage.</summary>
internal static class ChatReply
{
    public static Answer Answer(ChatResponse response, double? meanLogProbability, char mark) => new()
    {
        Text = SurrogateMarks.Restore(response.Text, mark),
        Refusal = response.Messages.SelectMany(message => message.Contents).OfType<ErrorContent>()
            .FirstOrDefault(error => error.ErrorCode == "Refusal")?.Message is { } refusal ? SurrogateMarks.Restore(refusal, mark) : null,
        Finish = Finish(response.FinishReason),
        MeanLogProbability = meanLogProbability,
        ToolCallsJson = ToolCalls(response),
    };

    /// <summary>Null where the provider did not say what it counted.</summary>
    public static Usage? Usage(ChatResponse response, long cacheWriteTokens)
    {
        if (response.Usage is not { InputTokenCount: { } input, OutputTokenCount: { } output } usage)
            return null;
        var cached = Math.Clamp(usage.CachedInputTokenCount ?? 0, 0, input);
        var reasoning = Math.Clamp(usage.ReasoningTokenCount ?? 0, 0, output);
        return new Usage(input, cached, output, reasoning, Math.Clamp(cacheWriteTokens, 0, input - cached));
    }

    private static FinishReason Finish(ChatFinishReason? reason)
    {
        if (reason is null)
            return FinishReason.Other;
        if (reason == ChatFinishReason.Stop)
            return FinishReason.Stop;
        if (reason == ChatFinishReason.Length)
            return FinishReason.Length;
        if (reason == ChatFinishReason.ContentFilter)
            return FinishReason.ContentFilter;
        return reason == ChatFinishReason.ToolCalls ? FinishReason.ToolCalls : FinishReason.Other;
    }

    private static string? ToolCalls(ChatResponse response)
    {
        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
        return calls.Count == 0
            ? null
            : JsonSerializer.Serialize(calls.Select(call => new
            {
                id = call.CallId,
                type = "function",
                function = new { name = call.Name, arguments = JsonSerializer.Serialize(call.Arguments) },
            }));
    }
}
