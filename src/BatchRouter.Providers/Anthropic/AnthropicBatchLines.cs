using System.Runtime.InteropServices;
using System.Text.Json;
using BatchRouter.Providers.Batching;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Anthropic;

/// <summary>Lines of Anthropic's results: each has a result of one of four types.</summary>
internal sealed class AnthropicBatchLines(RowExchange rows, IChatClient client, TimeSpan elapsed, CancellationToken stop)
{
    public async Task<CallResult> ReadAsync(JsonElement line)
    {
        if (line.Object("result") is not { } result)
            return LineReading.Failed(FailureKind.Malformed, "a line without a result", elapsed, mayBeCharged: true);
        return result.Text("type") switch
        {
            "succeeded" when result.Object("message") is { } message =>
                await rows.ResultAsync(client, 200, JsonMarshal.GetRawUtf8Value(message).ToArray(), null, elapsed, stop),
            "errored" => Errored(result),
            "canceled" => LineReading.Failed(FailureKind.Cancelled, "canceled", elapsed),
            "expired" => LineReading.Failed(FailureKind.Expired, "expired", elapsed),
            var type => LineReading.Failed(FailureKind.Malformed, $"a result of type {type ?? "none"}", elapsed, mayBeCharged: true),
        };
    }

    // The error stands alone or inside the object that an HTTP error has.
    private CallResult.Failed Errored(JsonElement result)
    {
        var holder = result.Object("error")?.Object("error") is null ? result : result.Object("error")!.Value;
        var code = ErrorCodes.Of(holder) ?? "errored";
        return LineReading.Failed(FailureTable.KindOf(StatusOf(code), code), code, elapsed);
    }

    private static int StatusOf(string type) => type switch
    {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "timeout_error" => 408,
        "overloaded_error" => 529,
        _ => 500,
    };
}
