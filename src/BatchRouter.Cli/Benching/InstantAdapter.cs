using BatchRouter.Catalog;
using BatchRouter.Providers.Calling;
using Microsoft.Extensions.AI;

namespace BatchRouter.Cli.Benching;

/// <summary>A provider in this process that answers at once, so that the rest is measured.</summary>
internal sealed class InstantAdapter : IProviderAdapter
{
    public string Kind => "instant";

    public IChatClient Create(ProviderEndpoint provider, string providerModel) => new InstantChatClient();

    public void Prepare(ChatOptions options, CatalogModel model, Lane lane)
    {
    }

    public double? MeanLogProbability(ChatResponse response) => -0.05;

    public long CacheWriteTokens(ChatResponse response) => 0;

    private sealed class InstantChatClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "The quarter closed with 4,120 orders, 3% above the plan."))
            {
                FinishReason = ChatFinishReason.Stop,
                ResponseId = Guid.NewGuid().ToString("n"),
                Usage = new UsageDetails { InputTokenCount = 120, OutputTokenCount = 16 },
            });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("BatchRouter does not stream");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
