using System.Collections.Concurrent;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation.Batching;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving.OpenAi;

/// <summary>/v1/batches. Results are written, once, when an ended batch is first looked at.</summary>
internal sealed class BatchEndpoints(BatchDesk desk, FileShelf shelf, Dialect dialect, SimulatedProviderOptions options)
{
    private const string ChatCompletions = "/v1/chat/completions";
    private const int MostMetadata = 16;
    private const int LongestKey = 64;
    private const int LongestValue = 512;
    private readonly ConcurrentDictionary<string, Lazy<(string? Output, string? Errors)>> _results = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedModel> _fleet = options.Models.ToDictionary(model => model.Name, StringComparer.Ordinal);

    public async Task CreateAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var (body, error) = await Dialect.ReadJsonAsync(http.Request, options.MaxRequestBytes);
        using (body)
        {
            var order = body is null ? null : Read(body.RootElement, out error);
            if (order is null)
            {
                await dialect.RefuseAsync(http, error!);
                return;
            }

            var batch = desk.Open(order);
            if (batch.Fate.CutsCreate)
                http.Abort();
            else
                await ShowAsync(http, batch);
        }
    }

    public Task FindAsync(HttpContext http) => WithBatchAsync(http, batch => ShowAsync(http, batch));

    public Task CancelAsync(HttpContext http) => WithBatchAsync(http, async batch =>
    {
        if (batch.Cancel(desk.Now()))
        {
            await ShowAsync(http, batch);
            return;
        }

        var status = BatchObject.Word(batch.Look(desk.Now()).Phase);
        await dialect.RefuseAsync(http, new(StatusCodes.Status409Conflict, $"Cannot cancel a batch with status '{status}'.", "invalid_request_error"));
    });

    public async Task ListAsync(HttpContext http)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        if (Page<SimulatedBatch>.Of(desk.List(dialect), batch => batch.Id, http.Request.Query, "after", "before", usual: 20, most: 100) is not { } page)
        {
            await dialect.RefuseAsync(http, ApiError.BadRequest("'limit' must be from 1 to 100.", "limit", "invalid_value"));
            return;
        }

        await WireJson.WriteAsync(http, new
        {
            Object = "list",
            Data = page.Items.Select(ToWire),
            page.FirstId,
            page.LastId,
            page.HasMore,
        });
    }

    private Task ShowAsync(HttpContext http, SimulatedBatch batch) => WireJson.WriteAsync(http, ToWire(batch));

    private object ToWire(SimulatedBatch batch)
    {
        var now = desk.Now();
        var sight = batch.Look(now);
        var (output, errors) = sight.EndedAt is { } at
            ? _results.GetOrAdd(batch.Id, _ => new(() => Write(batch, sight, at))).Value
            : (null, null);
        return BatchObject.Of(batch, sight, now, output, errors);
    }

    private (string? Output, string? Errors) Write(SimulatedBatch batch, BatchSight sight, DateTimeOffset at)
    {
        desk.Charge(batch);
        var (output, errors) = new BatchResults(batch, sight, desk.Kitchen, (ulong)options.Seed).Write();
        return (Put(output, "output"), Put(errors, "error"));

        string? Put(byte[]? content, string name) =>
            content is null ? null : shelf.Put(content, $"{batch.Id}_{name}.jsonl", "batch_output", at, batch.CutsRead).Id;
    }

    private BatchOrder? Read(JsonElement body, out ApiError? error)
    {
        var endpoint = Text(body, "endpoint");
        var fileId = Text(body, "input_file_id");
        var metadata = MetadataOf(body);
        var file = fileId is null ? null : shelf.Find(fileId);
        error = (endpoint, fileId) switch
        {
            (null, _) => Missing("endpoint"),
            (not ChatCompletions, _) => ApiError.BadRequest($"Invalid value: '{endpoint}'. The simulated provider's batches serve {ChatCompletions}.", "endpoint", "invalid_value"),
            (_, null) => Missing("input_file_id"),
            _ when Text(body, "completion_window") != "24h" => ApiError.BadRequest("'completion_window' must be '24h'.", "completion_window", "invalid_value"),
            _ when metadata is null => ApiError.BadRequest(
                $"'metadata' has at most {MostMetadata} texts, with keys up to {LongestKey} and values up to {LongestValue} characters.", "metadata", "invalid_value"),
            _ when file is null => ApiError.NotFound($"No such File object: {fileId}"),
            _ => null,
        };
        if (error is not null)
            return null;
        var (rows, faults) = new BatchInput(endpoint!, _fleet, options.MaxBatchLines).Read(file!.Content);
        return new(dialect, "batch_", rows) { Faults = faults, InputFileId = file.Id, Endpoint = endpoint!, Metadata = metadata! };
    }

    private static Dictionary<string, string>? MetadataOf(JsonElement body)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("metadata", out var given) || given.ValueKind == JsonValueKind.Null)
            return pairs;
        if (given.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var pair in given.EnumerateObject())
        {
            if (pair.Value.ValueKind != JsonValueKind.String || pair.Name.Length > LongestKey)
                return null;
            pairs[pair.Name] = JsonText.Of(pair.Value);
        }

        return pairs.Count <= MostMetadata && pairs.Values.All(value => value.Length <= LongestValue) ? pairs : null;
    }

    private async Task WithBatchAsync(HttpContext http, Func<SimulatedBatch, Task> then)
    {
        if (!await dialect.LetsInAsync(http))
            return;
        var id = (string)http.Request.RouteValues["id"]!;
        if (desk.Find(dialect, id) is { } batch)
            await then(batch);
        else
            await dialect.RefuseAsync(http, ApiError.NotFound($"No batch found with id '{id}'."));
    }

    private static ApiError Missing(string name) => ApiError.BadRequest($"Missing required parameter: '{name}'.", name, "missing_required_parameter");

    private static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : null;
}
