using BatchRouter.Catalog;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Calling;

/// <summary>One kind of provider: how its chat client is made, and what of it <see cref="IChatClient"/> does not say.</summary>
public interface IProviderAdapter
{
    /// <summary>The catalogue's word for it, e.g. <c>openai</c>.</summary>
    string Kind { get; }

    IChatClient Create(CatalogModel model);

    /// <summary>Asks for log-probabilities, where the model has them.</summary>
    void Prepare(ChatOptions options, CatalogModel model);

    /// <summary>Mean natural logarithm of the token probabilities, or null.</summary>
    double? MeanLogProbability(ChatResponse response);

    /// <summary>Of the input tokens, those written to the provider's cache; 0 where it does not say.</summary>
    long CacheWriteTokens(ChatResponse response);
}
