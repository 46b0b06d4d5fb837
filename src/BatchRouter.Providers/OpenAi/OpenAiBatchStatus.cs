using System.Text.Json;
using BatchRouter.Providers.Wire;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.OpenAi;

/// <summary>From OpenAI's batch object to what is known of a batch.</summary>
internal static class OpenAiBatchStatus
{
    public static BatchStatus Of(JsonElement batch)
    {
        var (output, errors) = (batch.Text("output_file_id"), batch.Text("error_file_id"));
        var counts = batch.Object("request_counts");
        var answered = Count(counts, "completed");
        var end = End(batch.Text("status"), output is not null || errors is not null || answered > 0);
        return new BatchStatus
        {
            End = end,
            EndedAt = end is null ? null
                : batch.Time("completed_at") ?? batch.Time("expired_at") ?? batch.Time("cancelled_at") ?? batch.Time("failed_at"),
            Answered = answered,
            Failed = Count(counts, "failed"),
            Output = output,
            Errors = errors,
            ErrorCode = end == BatchEnd.Refused ? FirstError(batch) : null,
        };
    }

    // Words that are not known, as Azure and others have, mean that it goes on. A batch that failed after some rows were answered was not refused: those are paid.
    private static BatchEnd? End(string? status, bool hasRows) => status switch
    {
        "completed" => BatchEnd.Completed,
        "expired" => BatchEnd.Expired,
        "cancelled" => BatchEnd.Cancelled,
        "failed" => hasRows ? BatchEnd.Completed : BatchEnd.Refused,
        _ => null,
    };

    private static int Count(JsonElement? counts, string name) => (int)Math.Clamp(counts?.Number(name) ?? 0, 0, int.MaxValue);

    private static string FirstError(JsonElement batch) =>
        batch.Object("errors")?.Items("data").Select(error => error.Text("code")).FirstOrDefault(code => code is not null) ?? "failed";
}
