using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using BatchRouter.Catalog;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Wire;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Anthropic;

/// <summary>Anthropic's messages, over the official package.</summary>
public sealed class AnthropicAdapter : IProviderAdapter, IDisposable
{
    private static readonly Dictionary<string, JsonElement> Nothing = [];

    private readonly HttpClient _http;
    private readonly Func<string, string?> _readVariable;

    /// <param name="clock">For dates in Retry-After.</param>
    /// <param name="readVariable">Reads an environment variable; a key is never stored elsewhere.</param>
    public AnthropicAdapter(TimeProvider clock, Func<string, string?> readVariable) =>
        (_readVariable, _http) = (readVariable, ProviderHttp.Create(clock));

    public string Kind => "anthropic";

    public IChatClient Create(ProviderEndpoint provider, string providerModel)
    {
        var key = _readVariable(provider.KeyVariable);
        var client = new AnthropicClient
        {
            BaseUrl = AnthropicAddress.Root(provider.Endpoint),
            // Without a key the provider says so itself, and doctor says it before.
            ApiKey = string.IsNullOrEmpty(key) ? "no-key-set" : key,
            // The package would otherwise take one from the environment, and send both.
            AuthToken = null,
            HttpClient = _http,
            // Retries and time limits are the pipeline's. A limit that is said also keeps the package from refusing long answers on its own.
            MaxRetries = 0,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        return client.AsIChatClient(providerModel);
    }

    // It sells no log-probabilities and no flex. The temperature has no name in the package any more, which then drops it without a word: it goes into the
    // request as it is, and a model that takes none says so.
    public void Prepare(ChatOptions options, CatalogModel model, Lane lane)
    {
        if (options.Temperature is { } temperature)
            options.RawRepresentationFactory = _ => MessageCreateParams.FromRawUnchecked(Nothing, Nothing, new Dictionary<string, JsonElement>
            {
                ["model"] = JsonSerializer.SerializeToElement(model.ProviderModel),
                ["max_tokens"] = JsonSerializer.SerializeToElement(options.MaxOutputTokens),
                ["messages"] = JsonElement.Parse("[]"),
                ["temperature"] = JsonSerializer.SerializeToElement(temperature),
            });
    }

    public double? MeanLogProbability(ChatResponse response) => null;

    public long CacheWriteTokens(ChatResponse response) =>
        response.RawRepresentation is Message { Usage.CacheCreationInputTokens: { } tokens } ? tokens : 0;

    public void Dispose() => _http.Dispose();
}
