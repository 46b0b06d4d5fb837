using System.Runtime.InteropServices;
using System.Text.Json;
using BatchRouter.Providers.Batching;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.OpenAi;

/// <summary>
/// Lines of OpenAI's output and error files. A row that failed over HTTP has its error in the response's body; one that was never sent has
/// no response and an error of its own. Both shapes come in both files.
/// </summary>
internal sealed class OpenAiBatchLines(RowExchange rows, IChatClient client, TimeSpan elapsed, CancellationToken stop)
{
    public Task<CallResult> ReadAsync(JsonElement line) =>
        line.Object("response") is { } response ? ResponseAsync(response) : Task.FromResult<CallResult>(Unsent(line));

    private async Task<CallResult> ResponseAsync(JsonElement response)
    {
        if (response.Object("body") is not { } body)
            return LineReading.Failed(FailureKind.Malformed, "a response without a body", elapsed, mayBeCharged: response.Number("status_code") is not >= 400);
        // Servers that leave out the status have an error in the body or none.
        var status = response.Number("status_code") ?? (body.Object("error") is null ? 200 : 500);
        if (status is < 200 or > 599)
            return LineReading.Failed(FailureKind.Malformed, $"HTTP {status}", elapsed, mayBeCharged: true);
        return await rows.ResultAsync(client, (int)status, JsonMarshal.GetRawUtf8Value(body).ToArray(), response.Text("request_id"), elapsed, stop);
    }

    private CallResult.Failed Unsent(JsonElement line)
    {
        var code = ErrorCodes.Of(line);
        return code switch
        {
            "batch_expired" => LineReading.Failed(FailureKind.Expired, code, elapsed),
            "batch_cancelled" => LineReading.Failed(FailureKind.Cancelled, code, elapsed),
            "request_timeout" => LineReading.Failed(FailureKind.TimedOut, code, elapsed),
            // Neither answer nor error: nothing says that it was not charged.
            null => LineReading.Failed(FailureKind.Malformed, "neither a response nor an error", elapsed, mayBeCharged: true),
            _ => LineReading.Failed(FailureTable.KindOf(code.StartsWith("invalid", StringComparison.Ordinal) ? 400 : 500, code), code, elapsed),
        };
    }
}
