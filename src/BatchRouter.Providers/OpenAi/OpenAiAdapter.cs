using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Wire;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace BatchRouter.Providers.OpenAi;

/// <summary>OpenAI and whatever speaks its chat completions (Azure, vLLM, Ollama, the simulated provider), over the official package.</summary>
public sealed class OpenAiAdapter : IProviderAdapter, IDisposable
{
    // Nullable on purpose: a bare null would become a tier without a name.
    private static readonly ChatServiceTier? FlexTier = new("flex");

    private readonly HttpClient _http;
    private readonly Func<string, string?> _readVariable;

    /// <param name="clock">For dates in Retry-After.</param>
    /// <param name="readVariable">Reads an environment variable; a key is never stored elsewhere.</param>
    public OpenAiAdapter(TimeProvider clock, Func<string, string?> readVariable) =>
        (_readVariable, _http) = (readVariable, ProviderHttp.Create(clock));

    public string Kind => "openai";

    public IChatClient Create(ProviderEndpoint provider, string providerModel)
    {
        var key = _readVariable(provider.KeyVariable);
        var options = new OpenAIClientOptions
        {
            Endpoint = provider.Endpoint,
            Transport = new HttpClientPipelineTransport(_http),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
            // Retries are the pipeline's: two layers would multiply.
            RetryPolicy = new ClientRetryPolicy(0),
        };

        // Without a key the provider says so itself, and doctor says it before.
        var credential = new ApiKeyCredential(string.IsNullOrEmpty(key) ? "no-key-set" : key);
        return new ChatClient(providerModel, credential, options).AsIChatClient();
    }

    public void Prepare(ChatOptions options, CatalogModel model, Lane lane)
    {
        var hasLogProbabilities = model.Capabilities.HasFlag(Capabilities.LogProbabilities);
        if (hasLogProbabilities || lane == Lane.Flex)
            options.RawRepresentationFactory = _ => new ChatCompletionOptions
            {
                IncludeLogProbabilities = hasLogProbabilities ? true : null,
                ServiceTier = lane == Lane.Flex ? FlexTier : null,
            };
    }

    public double? MeanLogProbability(ChatResponse response)
    {
        if (response.RawRepresentation is not ChatCompletion { ContentTokenLogProbabilities: { Count: > 0 } tokens })
            return null;
        var sum = 0.0;
        foreach (var token in tokens)
            sum += token.LogProbability;
        return sum / tokens.Count;
    }

    // Newer than the package: it keeps the field without a name for it. A server that writes no number there says nothing.
    public long CacheWriteTokens(ChatResponse response)
    {
        if (response.RawRepresentation is not ChatCompletion { Usage.InputTokenDetails: { } details })
            return 0;
        using var json = JsonDocument.Parse(ModelReaderWriter.Write(details));
        return json.RootElement.TryGetProperty("cache_write_tokens"u8, out var tokens) && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt64(out var count)
            ? count
            : 0;
    }

    public void Dispose() => _http.Dispose();
}
