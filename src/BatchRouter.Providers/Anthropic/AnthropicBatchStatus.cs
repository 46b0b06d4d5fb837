using System.Text.Json;
using BatchRouter.Providers.Wire;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Anthropic;

/// <summary>From Anthropic's batch object to what is known of a batch.</summary>
internal static class AnthropicBatchStatus
{
    public static BatchStatus Of(JsonElement batch)
    {
        if (batch.Text("processing_status") != "ended")
            return new BatchStatus();
        var counts = batch.Object("request_counts");
        var (expired, cancelled) = (Count(counts, "expired"), Count(counts, "canceled"));
        return new BatchStatus
        {
            // "ended" says nothing about success: how it ended stands in what became of the rows.
            End = expired > 0 ? BatchEnd.Expired : cancelled > 0 || batch.Time("cancel_initiated_at") is not null ? BatchEnd.Cancelled : BatchEnd.Completed,
            EndedAt = batch.Time("ended_at"),
            Answered = Clamped(Count(counts, "succeeded")),
            Failed = Clamped(Count(counts, "errored") + expired + cancelled),
            Output = batch.Text("results_url"),
        };
    }

    /// <summary>How many rows a batch has: while it goes on all of them count as processing.</summary>
    public static long Rows(JsonElement batch)
    {
        var counts = batch.Object("request_counts");
        return Count(counts, "processing") + Count(counts, "succeeded") + Count(counts, "errored") + Count(counts, "canceled") + Count(counts, "expired");
    }

    private static long Count(JsonElement? counts, string name) => Math.Clamp(counts?.Number(name) ?? 0, 0, int.MaxValue);

    private static int Clamped(long count) => (int)Math.Min(count, int.MaxValue);
}
