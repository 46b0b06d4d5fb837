using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Providers.Batching;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.OpenAi;

/// <summary>OpenAI's files and batches, at any base URL that speaks them (Azure, vLLM, gateways).</summary>
internal sealed class OpenAiBatches(BatchWire wire, RowExchange rows, Func<string, string?> readVariable, TimeProvider clock) : IProviderBatches
{
    public const string Name = "openai";

    private const string Endpoint = "/v1/chat/completions";
    private const string ShipmentKey = "batchrouter_shipment";

    // Azure looks through a file before it takes batches of it; OpenAI is ready at once.
    private const int LooksAtFile = 60;
    private static readonly TimeSpan BetweenLooksAtFile = TimeSpan.FromSeconds(1);

    private static readonly RowFrame Frame = new(
        "", "{\"custom_id\":\"", $"\",\"method\":\"POST\",\"url\":\"{Endpoint}\",\"body\":", "}\n", "", "",
        """{"id":"-","object":"chat.completion","created":0,"model":"-","choices":[{"index":0,"message":{"role":"assistant","content":"-"},"finish_reason":"stop"}]}"""u8.ToArray());

    public string Kind => Name;

    public async Task<CreateResult> CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop)
    {
        var content = await RowsContent.MeasureAsync(rows, Frame, shipment, model, lines, stop);
        if (content.Rows == 0)
            return new CreateResult.Refused(FailureKind.InvalidRequest, "none of its jobs can be written as a request");
        var upload = await UploadAsync(shipment, content, stop);
        // Whatever became of the file: without a create there is no batch, and a file alone costs nothing.
        if (upload.Good?.Text("id") is not { } file)
            return new CreateResult.Refused(upload.Kind, $"upload: {upload.Detail}", upload.Trace.RetryAfter);
        await WaitForFileAsync(shipment, file, upload.Good.Value, stop);
        var request = Request(shipment, HttpMethod.Post, "/batches");
        request.Content = BatchWire.Json(JsonSerializer.Serialize(new
        {
            input_file_id = file,
            endpoint = Endpoint,
            completion_window = "24h",
            metadata = new Dictionary<string, string> { [ShipmentKey] = shipment.Id.ToString("N") },
        }));
        var created = (await wire.SendAsync(request, shipment.Id, false, stop)).Created(isWritten: true);
        // A quota that is full refuses the same shipment again and again: its files would pile up for a month. If this fails, they do.
        if (created is CreateResult.Refused)
            await wire.SendAsync(Request(shipment, HttpMethod.Delete, $"/files/{file}"), shipment.Id, false, stop);
        return created;
    }

    public Task<FindResult> FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop) => new BatchSearch(
        (after, token) => wire.GetAsync(Request(shipment, HttpMethod.Get, $"/batches?limit=100{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}"), shipment.Id, token),
        // An hour: the list has the provider's clock, and it is only about where to stop.
        (shipment.CreatedAt ?? shipment.FormedAt) - TimeSpan.FromHours(1),
        (batch, _) => Task.FromResult(batch.Object("metadata")?.Text(ShipmentKey) == shipment.Id.ToString("N") ? IsIt.Yes : IsIt.No))
        .RunAsync(stop);

    public async Task<LookResult> LookAsync(Shipment shipment, CancellationToken stop)
    {
        var reply = await wire.GetAsync(Request(shipment, HttpMethod.Get, Path(shipment)), shipment.Id, stop);
        if (reply.IsNotFound)
            return new LookResult.NotFound();
        return reply.Good is { } batch
            ? new LookResult.Seen(OpenAiBatchStatus.Of(batch))
            : new LookResult.Failed(reply.Kind, reply.Detail, reply.Trace.RetryAfter);
    }

    public async Task<CancelResult> CancelAsync(Shipment shipment, CancellationToken stop)
    {
        var reply = await wire.SendAsync(Request(shipment, HttpMethod.Post, $"{Path(shipment)}/cancel"), shipment.Id, false, stop);
        if (reply.Good is not null)
            return new CancelResult.Taken();
        // A batch that has ended, or is being cancelled, is no longer cancelled: that is said as an error of the request.
        if (reply.Trace is { IsComplete: true, Status: 400 or 409 })
        {
            var look = await wire.GetAsync(Request(shipment, HttpMethod.Get, Path(shipment)), shipment.Id, stop);
            if (look.Good is { } batch && (batch.Text("status") == "cancelling" || OpenAiBatchStatus.Of(batch).End is not null))
                return new CancelResult.Taken();
        }

        return new CancelResult.Failed(reply.Kind, reply.Detail, reply.Trace.RetryAfter);
    }

    public async IAsyncEnumerable<BatchLine> ReadAsync(Shipment shipment, BatchStatus status, [EnumeratorCancellation] CancellationToken stop)
    {
        using var client = rows.Client(shipment);
        var reader = new OpenAiBatchLines(rows, client, LineReading.Elapsed(shipment, status), stop);
        foreach (var file in new[] { status.Output, status.Errors })
        {
            if (string.IsNullOrEmpty(file))
                continue;
            var lines = await wire.OpenAsync(Request(shipment, HttpMethod.Get, $"/files/{file}/content"), stop);
            await foreach (var line in LineReading.ReadAsync(lines, shipment, reader.ReadAsync, stop))
            {
                yield return line;
                if (line is BatchLine.Broken)
                    yield break;
            }
        }
    }

    private async Task<WireReply> UploadAsync(Shipment shipment, RowsContent content, CancellationToken stop)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/jsonl");
        var request = Request(shipment, HttpMethod.Post, "/files");
        request.Content = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { content, "file", $"batchrouter-{shipment.Id:N}.jsonl" } };
        return await wire.SendAsync(request, shipment.Id, true, stop);
    }

    private async Task WaitForFileAsync(Shipment shipment, string file, JsonElement uploaded, CancellationToken stop)
    {
        var seen = uploaded;
        for (var look = 0; look < LooksAtFile && seen.Text("status") is "pending" or "running"; look++)
        {
            await Task.Delay(BetweenLooksAtFile, clock, stop);
            var reply = await wire.GetAsync(Request(shipment, HttpMethod.Get, $"/files/{file}"), shipment.Id, stop);
            seen = reply.Good ?? seen;
        }
    }

    private static string Path(Shipment shipment) => $"/batches/{shipment.ProviderId ?? throw new InvalidOperationException($"shipment {shipment.Id} has no batch yet")}";

    private HttpRequestMessage Request(Shipment shipment, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, shipment.Provider.Endpoint.AbsoluteUri.TrimEnd('/') + path);
        if (readVariable(shipment.Provider.KeyVariable) is { Length: > 0 } key)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        return request;
    }
}
