using System.Collections.Concurrent;
using BatchRouter.Sandbox.Simulation.Batching;
using BatchRouter.Sandbox.Simulation.Serving.OpenAi;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace BatchRouter.Sandbox.Simulation.Serving.Anthropic;

/// <summary>/v1/messages/batches.</summary>
internal sealed class MessageBatchEndpoints(BatchDesk desk, Dialect dialect, SimulatedProviderOptions options)
{
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _results = new(StringComparer.Ordinal);

    public async Task CreateAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = options.MaxMessageBatchBytes;
        var (body, error) = await Dialect.ReadJsonAsync(http.Request, options.MaxMessageBatchBytes);
        using (body)
        {
            IReadOnlyList<BatchRow> rows = [];
            if (body is not null)
                (rows, error) = MessageBatchInput.Read(body.RootElement, options.MaxMessageBatchRequests);
            if (error is not null)
            {
                await dialect.RefuseAsync(http, error);
                return;
            }

            var batch = desk.Open(new(dialect, "msgbatch_", rows));
            if (batch.Fate.CutsCreate)
                http.Abort();
            else
                await WireJson.WriteAsync(http, ToWire(http, batch));
        }
    }

    public Task FindAsync(HttpContext http) => WithBatchAsync(http, batch => WireJson.WriteAsync(http, ToWire(http, batch)));

    public Task CancelAsync(HttpContext http) => WithBatchAsync(http, batch => batch.Cancel(desk.Now())
        ? WireJson.WriteAsync(http, ToWire(http, batch))
        : dialect.RefuseAsync(http, ApiError.BadRequest($"Message batch {batch.Id} has ended and cannot be canceled.")));

    public Task ResultsAsync(HttpContext http) => WithBatchAsync(http, async batch =>
    {
        var sight = batch.Look(desk.Now());
        if (sight.EndedAt is null)
        {
            await dialect.RefuseAsync(http, ApiError.NotFound($"Message batch {batch.Id} has no available results."));
            return;
        }

        var lines = _results.GetOrAdd(batch.Id, _ => new(() => Write(batch, sight))).Value;
        http.Response.ContentType = "application/x-jsonl";
        http.Response.ContentLength = lines.Length;
        if (batch.CutsRead())
            await FileEndpoints.CutAsync(http, lines);
        else
            await http.Response.Body.WriteAsync(lines);
    });

    public async Task ListAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        if (Page<SimulatedBatch>.Of(desk.List(dialect), batch => batch.Id, http.Request.Query, "after_id", "before_id", usual: 20, most: 1000) is not { } page)
        {
            await dialect.RefuseAsync(http, ApiError.BadRequest("limit: Input should be from 1 to 1000"));
            return;
        }

        await WireJson.WriteAsync(http, new
        {
            Data = page.Items.Select(batch => ToWire(http, batch)),
            page.HasMore,
            page.FirstId,
            page.LastId,
        });
    }

    private byte[] Write(SimulatedBatch batch, BatchSight sight)
    {
        desk.Charge(batch);
        return new MessageBatchResults(batch, sight, desk.Kitchen, (ulong)options.Seed).Write();
    }

    private object ToWire(HttpContext http, SimulatedBatch batch)
    {
        var sight = batch.Look(desk.Now());
        if (sight.EndedAt is not null)
            desk.Charge(batch);
        return new
        {
            batch.Id,
            Type = "message_batch",
            ProcessingStatus = sight switch { { EndedAt: not null } => "ended", { Phase: BatchPhase.Cancelling } => "canceling", _ => "in_progress" },
            RequestCounts = sight.EndedAt is null ? new(batch.Rows.Count) : MessageBatchResults.Count(batch, sight),
            CreatedAt = AnthropicDialect.Rfc3339(batch.Plan.CreatedAt),
            ExpiresAt = AnthropicDialect.Rfc3339(batch.Plan.CreatedAt.AddHours(24)),
            EndedAt = Instant(sight.EndedAt),
            CancelInitiatedAt = Instant(batch.CancellingAt),
            ArchivedAt = (string?)null,
            ResultsUrl = sight.EndedAt is null ? null : $"{http.Request.Scheme}://{http.Request.Host}/v1/messages/batches/{batch.Id}/results",
        };
    }

    private async Task WithBatchAsync(HttpContext http, Func<SimulatedBatch, Task> then)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var id = (string)http.Request.RouteValues["id"]!;
        if (desk.Find(dialect, id) is { } batch)
            await then(batch);
        else
            await dialect.RefuseAsync(http, ApiError.NotFound($"Message batch {id} not found."));
    }

    private static string? Instant(DateTimeOffset? at) => at is { } known ? AnthropicDialect.Rfc3339(known) : null;
}
