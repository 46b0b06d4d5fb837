using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Simulation;

/// <summary>A simulated provider at a clock that stands still until a test moves it, and plain HTTP clients of both of its APIs.</summary>
internal sealed class BatchStage : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private BatchStage(SimulatedProvider provider, FakeTimeProvider clock)
    {
        Provider = provider;
        Clock = clock;
        OpenAi = new() { BaseAddress = provider.RootAddress };
        OpenAi.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", provider.ApiKey);
        Anthropic = new() { BaseAddress = provider.RootAddress };
        Anthropic.DefaultRequestHeaders.Add("x-api-key", provider.ApiKey);
        Anthropic.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SimulatedProvider Provider { get; }

    public FakeTimeProvider Clock { get; }

    public HttpClient OpenAi { get; }

    public HttpClient Anthropic { get; }

    /// <summary>Batches take exactly 10 minutes and answer their rows evenly, unless the script says otherwise.</summary>
    public static async Task<BatchStage> StartAsync(
        BatchScript? script = null, Func<BatchFate, BatchFate>? fate = null, Func<SimulatedProviderOptions, SimulatedProviderOptions>? more = null)
    {
        var clock = new FakeTimeProvider(Start);
        var options = new SimulatedProviderOptions
        {
            Models = SimulatedClient.QuickFleet,
            Clock = clock,
            Batches = (script ?? BatchScript.None) with
            {
                CompletesAfter = script?.CompletesAfter ?? TimeSpan.FromMinutes(10),
                BendBatch = (_, drawn) => (fate ?? (one => one))(drawn with { Waits = 0, CancelTakes = TimeSpan.FromMinutes(2) }),
            },
        };
        return new(await SimulatedProvider.StartAsync(more?.Invoke(options) ?? options, Stop), clock);
    }

    public static string Line(string customId, string prompt, string model = DefaultFleet.Small, string more = "") =>
        $$"""{"custom_id":"{{customId}}","method":"POST","url":"/v1/chat/completions","body":{{SimulatedClient.Body(prompt, model, more)}}}""";

    public static IEnumerable<string> Lines(int count, string model = DefaultFleet.Small) =>
        Enumerable.Range(1, count).Select(number => Line($"row-{number}", $"What is fact number {number}?", model));

    public static string MessageRequest(string customId, string prompt, string model = DefaultFleet.Small) =>
        $$"""{"custom_id":"{{customId}}","params":{{MessageBody(prompt, model)}}}""";

    public static string MessageBody(string prompt, string model = DefaultFleet.Small, string more = "") =>
        $$"""{"model":"{{model}}","max_tokens":500,"messages":[{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}]{{more}}}""";

    public async Task<string> UploadAsync(IEnumerable<string> lines)
    {
        using var response = await TryUploadAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
        return (await ReadAsync(response)).Text("id");
    }

    public async Task<HttpResponseMessage> TryUploadAsync(byte[] content, string purpose = "batch")
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(purpose), "purpose" },
            { new ByteArrayContent(content), "file", "rows.jsonl" },
        };
        return await OpenAi.PostAsync("v1/files", form, Stop);
    }

    public Task<HttpResponseMessage> TryCreateAsync(string fileId, string more = "") => OpenAi.PostAsync(
        "v1/batches",
        Json($$"""{"input_file_id":"{{fileId}}","endpoint":"/v1/chat/completions","completion_window":"24h"{{more}}}"""),
        Stop);

    public async Task<JsonElement> CreateAsync(IEnumerable<string> lines, string more = "")
    {
        using var response = await TryCreateAsync(await UploadAsync(lines), more);
        return await ReadAsync(response);
    }

    public async Task<string> CreateMessageBatchAsync(params IEnumerable<string> requests)
    {
        using var response = await Anthropic.PostAsync("v1/messages/batches", Json($$"""{"requests":[{{string.Join(',', requests)}}]}"""), Stop);
        return (await ReadAsync(response)).Text("id");
    }

    public Task<JsonElement> BatchAsync(string id) => OpenAi.GetFromJsonAsync<JsonElement>($"v1/batches/{id}", Stop);

    public Task<JsonElement> MessageBatchAsync(string id) => Anthropic.GetFromJsonAsync<JsonElement>($"v1/messages/batches/{id}", Stop);

    public static async Task<JsonElement> PostAsync(HttpClient client, string path)
    {
        using var response = await client.PostAsync(path, null, Stop);
        return await ReadAsync(response);
    }

    public async Task<IReadOnlyList<JsonElement>> ContentAsync(string fileId) =>
        Split(await OpenAi.GetStringAsync($"v1/files/{fileId}/content", Stop));

    public async Task<IReadOnlyList<JsonElement>> ResultsAsync(string id) =>
        Split(await Anthropic.GetStringAsync($"v1/messages/batches/{id}/results", Stop));

    public Task<JsonElement> RecordAsync(string id) => OpenAi.GetFromJsonAsync<JsonElement>($"v1/usage/requests/{id}", Stop);

    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        OpenAi.Dispose();
        Anthropic.Dispose();
        await Provider.DisposeAsync();
    }

    private static IReadOnlyList<JsonElement> Split(string lines) =>
        [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];
}

internal static class BatchShape
{
    public static string Text(this JsonElement given, string name) => given.GetProperty(name).GetString()!;

    public static bool IsNull(this JsonElement given, string name) => given.GetProperty(name).ValueKind == JsonValueKind.Null;

    public static (int Total, int Completed, int Failed) Counts(this JsonElement batch)
    {
        var counts = batch.GetProperty("request_counts");
        return (counts.GetProperty("total").GetInt32(), counts.GetProperty("completed").GetInt32(), counts.GetProperty("failed").GetInt32());
    }

    public static IReadOnlyList<string> CustomIds(this IEnumerable<JsonElement> lines) => [.. lines.Select(line => line.Text("custom_id"))];

    public static IReadOnlyList<string> ErrorCodes(this IEnumerable<JsonElement> lines) => [.. lines.Select(line => line.GetProperty("error").Text("code"))];
}
