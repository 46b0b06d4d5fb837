using System.Text.Json;

namespace BatchRouter.Providers.Wire;

/// <summary>What a provider calls its error: OpenAI's <c>error.code</c>, or the <c>error.type</c> of both.</summary>
internal static class ErrorCodes
{
    // Anthropic has one type for all that is wrong with a request; these two decide what is done next. The text itself is never kept: it may quote the prompt.
    private static readonly (string Words, string Code)[] ByMessage =
    [
        ("prompt is too long", "context_length_exceeded"),
        ("exceed context limit", "context_length_exceeded"),
        ("credit balance is too low", "insufficient_quota"),
    ];

    /// <param name="body">A whole error response.</param>
    public static string? Of(ReadOnlyMemory<byte> body) => JsonFields.Object(body) is { } root ? Of(root) : null;

    /// <param name="holder">An object with an <c>error</c>.</param>
    public static string? Of(JsonElement holder)
    {
        if (holder.Object("error") is not { } error)
            return null;
        var code = error.Text("code") ?? error.Text("type");
        if (code != "invalid_request_error" || error.Text("message") is not { } message)
            return code;
        foreach (var (words, meant) in ByMessage)
            if (message.Contains(words, StringComparison.OrdinalIgnoreCase))
                return meant;
        return code;
    }
}
