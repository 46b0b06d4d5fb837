using System.Runtime.CompilerServices;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Providers.Batching;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Anthropic;

/// <summary>Anthropic's message batches. Rows and create are one request; there is no metadata and no idempotency key.</summary>
internal sealed class AnthropicBatches(BatchWire wire, RowExchange rows, Func<string, string?> readVariable) : IProviderBatches
{
    public const string Name = "anthropic";

    // How far the provider's clock may be behind ours.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    private static readonly RowFrame Frame = new(
        "{\"requests\":[", "{\"custom_id\":\"", "\",\"params\":", "}", ",", "]}",
        """{"id":"-","type":"message","role":"assistant","model":"-","content":[{"type":"text","text":"-"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}"""u8.ToArray());

    public string Kind => Name;

    public async Task<CreateResult> CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop)
    {
        var content = await RowsContent.MeasureAsync(rows, Frame, shipment, model, lines, stop);
        if (content.Rows == 0)
            return new CreateResult.Refused(FailureKind.InvalidRequest, "none of its jobs can be written as a request");
        content.Headers.ContentType = new("application/json");
        var request = Request(shipment, HttpMethod.Post, "");
        request.Content = content;
        var reply = await wire.SendAsync(request, shipment.Id, true, stop);
        return reply.Created(content.IsWritten);
    }

    public Task<FindResult> FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop) => new BatchSearch(
        (after, token) => wire.GetAsync(Request(shipment, HttpMethod.Get, $"?limit=100{(after is null ? "" : $"&after_id={Uri.EscapeDataString(after)}")}"), shipment.Id, token),
        (shipment.CreatedAt ?? shipment.FormedAt) - ClockSlack,
        (batch, token) => JudgeAsync(shipment, known, batch, token))
        .RunAsync(stop);

    public async Task<LookResult> LookAsync(Shipment shipment, CancellationToken stop)
    {
        var reply = await wire.GetAsync(Request(shipment, HttpMethod.Get, Path(shipment)), shipment.Id, stop);
        if (reply.IsNotFound)
            return new LookResult.NotFound();
        return reply.Good is { } batch
            ? new LookResult.Seen(AnthropicBatchStatus.Of(batch))
            : new LookResult.Failed(reply.Kind, reply.Detail, reply.Trace.RetryAfter);
    }

    public async Task<CancelResult> CancelAsync(Shipment shipment, CancellationToken stop)
    {
        var reply = await wire.SendAsync(Request(shipment, HttpMethod.Post, $"{Path(shipment)}/cancel"), shipment.Id, false, stop);
        if (reply.Good is not null)
            return new CancelResult.Taken();
        // A batch that has ended can no longer be cancelled: that is said as an error of the request.
        if (reply.Trace is { IsComplete: true, Status: 400 or 409 })
        {
            var look = await wire.GetAsync(Request(shipment, HttpMethod.Get, Path(shipment)), shipment.Id, stop);
            if (look.Good?.Text("processing_status") is "canceling" or "ended")
                return new CancelResult.Taken();
        }

        return new CancelResult.Failed(reply.Kind, reply.Detail, reply.Trace.RetryAfter);
    }

    public async IAsyncEnumerable<BatchLine> ReadAsync(Shipment shipment, BatchStatus status, [EnumeratorCancellation] CancellationToken stop)
    {
        if (status.Output is null)
            yield break;
        using var client = rows.Client(shipment);
        var reader = new AnthropicBatchLines(rows, client, LineReading.Elapsed(shipment, status), stop);
        var lines = await wire.OpenAsync(Results(shipment, shipment.ProviderId!), stop);
        await foreach (var line in LineReading.ReadAsync(lines, shipment, reader.ReadAsync, stop))
            yield return line;
    }

    // Only the custom ids say whose a batch is, and they are seen in its results alone: a batch that goes on may be ours or anybody's. A wrong
    // "no" would have its rows bought twice, so it is "perhaps" until it has ended, or is known to be another's.
    private async Task<IsIt> JudgeAsync(Shipment shipment, IReadOnlySet<string> known, JsonElement batch, CancellationToken stop)
    {
        if (batch.Text("id") is not { } id || known.Contains(id) || AnthropicBatchStatus.Rows(batch) > shipment.Rows)
            return IsIt.No;
        if (batch.Text("processing_status") != "ended" || batch.Text("results_url") is null)
            return IsIt.Perhaps;
        await using var lines = await wire.OpenAsync(Results(shipment, id), stop);
        // One line is enough: a batch has the rows of one shipment.
        var first = await lines.NextAsync(stop);
        if (first.Bytes is not { } bytes || JsonFields.Object(bytes) is not { } line)
            return IsIt.Perhaps;
        return CustomId.Parse(line.Text("custom_id"))?.Shipment == shipment.Id ? IsIt.Yes : IsIt.No;
    }

    // Not the results_url: behind a gateway it names a host that the key is not for.
    private HttpRequestMessage Results(Shipment shipment, string id) => Request(shipment, HttpMethod.Get, $"/{id}/results");

    private static string Path(Shipment shipment) => $"/{shipment.ProviderId ?? throw new InvalidOperationException($"shipment {shipment.Id} has no batch yet")}";

    private HttpRequestMessage Request(Shipment shipment, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, $"{AnthropicAddress.Root(shipment.Provider.Endpoint)}/v1/messages/batches{path}");
        request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        if (readVariable(shipment.Provider.KeyVariable) is { Length: > 0 } key)
            request.Headers.TryAddWithoutValidation("x-api-key", key);
        return request;
    }
}
