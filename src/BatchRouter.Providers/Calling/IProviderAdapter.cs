using BatchRouter.Catalog;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Calling;

/// <summary>One kind of provider: how its chat client is made, and what of it <see cref="IChatClient"/> does not say.</summary>
public interface IProviderAdapter
{
    /// <summary>The catalogue's word for it, e.g. <c>openai</c>.</summary>
    string Kind { get; }

    /// <param name="provider">Endpoint and key.</param>
    /// <param name="providerModel">The model's name there.</param>
    IChatClient Create(ProviderEndpoint provider, string providerModel);

    /// <summary>Asks for log-probabilities, where the model has them, and for the lane, where the request names it.</summary>
    void Prepare(ChatOptions options, CatalogModel model, Lane lane);

    /// <summary>Mean natural logarithm of the token probabilities, or null.</summary>
    double? MeanLogProbability(ChatResponse response);

    /// <summary>Of the input tokens, those written to the provider's cache; 0 where it does not say.</summary>
    long CacheWriteTokens(ChatResponse response);
}
