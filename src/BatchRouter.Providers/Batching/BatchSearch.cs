using System.Text.Json;
using BatchRouter.Providers.Wire;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>Goes through a provider's list of batches for the one of a shipment. OpenAI and Anthropic list in the same shape.</summary>
/// <param name="page">The page after a batch.</param>
/// <param name="since">No batch of the shipment is older.</param>
/// <param name="judge">Whether a batch is the shipment's.</param>
internal sealed class BatchSearch(
    Func<string?, CancellationToken, Task<WireReply>> page, DateTimeOffset since, Func<JsonElement, CancellationToken, Task<IsIt>> judge)
{
    // 10,000 batches since the create: whoever has so many is told that it could not be found out.
    private const int PagesAtMost = 100;

    public async Task<FindResult> RunAsync(CancellationToken stop)
    {
        string? after = null;
        FindResult notFound = new FindResult.NotFound();
        for (var count = 0; count < PagesAtMost; count++)
        {
            var reply = await page(after, stop);
            if (reply.Good is not { } list || list.Field("data") is not { ValueKind: JsonValueKind.Array })
                return new FindResult.Unknown(reply.Detail, reply.Trace.RetryAfter);
            var batches = list.Items("data").ToList();
            foreach (var batch in batches.Where(batch => !IsOlder(batch)))
            {
                var verdict = await judge(batch, stop);
                if (verdict == IsIt.Yes && batch.Text("id") is { } id)
                    return new FindResult.Found(id);
                if (verdict != IsIt.No)
                    notFound = new FindResult.Unknown($"batch {batch.Text("id") ?? "without id"} may be it");
            }

            after = batches.Count > 0 ? batches[^1].Text("id") : null;
            if (after is null || list.Field("has_more") is not { ValueKind: JsonValueKind.True } || IsPast(batches))
                return notFound;
        }

        return new FindResult.Unknown("the list has too many batches");
    }

    private bool IsOlder(JsonElement batch) => batch.Time("created_at") is { } at && at < since;

    // The newest come first, though nobody promises it: a page that grows younger is no reason to stop.
    private bool IsPast(List<JsonElement> batches) => IsOlder(batches[^1]) && batches[0].Time("created_at") >= batches[^1].Time("created_at");
}

/// <summary>Whether a batch is the shipment's.</summary>
internal enum IsIt
{
    No,
    Yes,

    /// <summary>It cannot be seen now.</summary>
    Perhaps,
}
