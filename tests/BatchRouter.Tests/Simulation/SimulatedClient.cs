using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

/// <summary>A simulated provider without latency, and a plain HTTP client that holds its key.</summary>
internal sealed class SimulatedClient : IAsyncDisposable
{
    private SimulatedClient(SimulatedProvider provider)
    {
        Provider = provider;
        Http = new() { BaseAddress = provider.RootAddress };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", provider.ApiKey);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public SimulatedProvider Provider { get; }

    public HttpClient Http { get; }

    public static IReadOnlyList<SimulatedModel> QuickFleet { get; } =
        [.. DefaultFleet.Models.Select(model => model with { Latency = SimulatedLatency.None })];

    public static async Task<SimulatedClient> StartAsync(params IReadOnlyList<FaultRule> faults) =>
        await StartAsync(new SimulatedProviderOptions { Models = QuickFleet, Faults = new(faults) });

    public static async Task<SimulatedClient> StartAsync(SimulatedProviderOptions options) =>
        new(await SimulatedProvider.StartAsync(options, Stop));

    public static string Body(string prompt, string model = DefaultFleet.Small, string more = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(prompt)}}}]{{more}}}""";

    public Task<HttpResponseMessage> SendAsync(string body, string path = "v1/chat/completions", string? clientRequestId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (clientRequestId is not null)
            request.Headers.Add("X-Client-Request-Id", clientRequestId);
        return Http.SendAsync(request, Stop);
    }

    public async Task<JsonElement> AnswerAsync(string body)
    {
        using var response = await SendAsync(body);
        var text = await response.Content.ReadAsStringAsync(Stop);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path, Stop);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Provider.DisposeAsync();
    }
}

internal static class ReplyShape
{
    public static JsonElement Choice(this JsonElement reply) => reply.GetProperty("choices")[0];

    public static string Text(this JsonElement reply) => reply.Choice().GetProperty("message").GetProperty("content").GetString()!;

    public static string FinishReason(this JsonElement reply) => reply.Choice().GetProperty("finish_reason").GetString()!;

    public static long Tokens(this JsonElement reply, string name) => reply.GetProperty("usage").GetProperty(name).GetInt64();

    public static async Task<string> ErrorCodeAsync(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(SimulatedClient.Stop);
        var error = body.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(property => property.Name));
        return error.GetProperty("code").GetString() ?? error.GetProperty("type").GetString()!;
    }
}
