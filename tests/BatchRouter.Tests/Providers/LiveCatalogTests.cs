using BatchRouter.Catalog;
using BatchRouter.Providers.Calling;
using BatchRouter.Routing;
using BatchRouter.Running;
using Microsoft.Extensions.AI;
using Xunit;

namespace BatchRouter.Tests.Providers;

/// <summary>The catalogue changes while calls are made.</summary>
public sealed class LiveCatalogTests : IDisposable
{
    private readonly Adapter _adapter = new();
    private readonly LiveRouter _live = Some.Live(Some.Catalog(Some.Weak, Some.Strong));
    private readonly ModelClient _client;

    public LiveCatalogTests() => _client = new ModelClient(_live, [_adapter], new SharedRates(), new PipelineOptions { Retries = 0, BreakerMinimumCalls = 2 }, TimeProvider.System);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Swap_OnlyPricesChanged_KeepsTheBreakerAndTheClient()
    {
        _adapter.Fails = true;
        for (var i = 0; i < 2; i++)
            await CallAsync(Some.Weak);
        Assert.Contains("weak", _client.OpenBreakers.Keys);

        var dearer = Some.Weak with { Prices = [Some.SyncPrice("v2", 900_000_000)], QualityPriors = new Dictionary<string, double> { ["default"] = 0.1 } };
        Swap(dearer, Some.Strong);

        Assert.Contains("weak", _client.OpenBreakers.Keys);
        Assert.Equal(FailureKind.BreakerOpen, Assert.IsType<CallResult.Failed>(await CallAsync(dearer)).Kind);
        Assert.Equal(["weak", "strong"], _adapter.Made.Select(client => client.Model));
    }

    [Fact]
    public async Task Swap_ASuccessorByOneLine_AnswersAtOnceUnderAFreshBreaker()
    {
        _adapter.Fails = true;
        for (var i = 0; i < 2; i++)
            await CallAsync(Some.Weak);
        _adapter.Fails = false;

        var successor = Some.Weak with { ProviderModel = "weak-2" };
        Swap(successor, Some.Strong);

        Assert.Empty(_client.OpenBreakers);
        Assert.Equal("weak-2", Assert.IsType<CallResult.Replied>(await CallAsync(successor)).Answer.Text);
    }

    [Fact]
    public async Task Swap_ACallUnderWay_EndsAsItBegan()
    {
        _adapter.Gate = new TaskCompletionSource();
        var call = CallAsync(Some.Weak);
        Swap(Some.Weak with { ProviderModel = "weak-2" });
        _ = _client.OpenBreakers;
        Swap(Some.Weak with { ProviderModel = "weak-3" });
        _ = _client.OpenBreakers;
        Assert.False(_adapter.Made.Single(client => client.Model == "weak").IsDisposed);
        _adapter.Gate.SetResult();
        Assert.Equal("weak", Assert.IsType<CallResult.Replied>(await call).Answer.Text);
        Assert.True(_adapter.Made.Single(client => client.Model == "weak").IsDisposed);
    }

    [Fact]
    public async Task Call_DecidedBeforeTheChange_GoesTheOldWayWithoutAnotherClient()
    {
        await CallAsync(Some.Weak);
        Swap(Some.Weak with { ProviderModel = "weak-2" });
        Assert.Equal("weak", Assert.IsType<CallResult.Replied>(await CallAsync(Some.Weak)).Answer.Text);
        Assert.Equal(1, _adapter.Made.Count(client => client.Model == "weak"));
    }

    [Fact]
    public async Task Call_OfAModelThatLeftTheCatalogueLongAgo_IsStillMade()
    {
        Swap(Some.Strong);
        _ = _client.OpenBreakers;
        Swap(Some.Strong);
        _ = _client.OpenBreakers;
        Assert.Equal("weak", Assert.IsType<CallResult.Replied>(await CallAsync(Some.Weak)).Answer.Text);
        Assert.True(_adapter.Made[^1].IsDisposed);
    }

    public void Dispose() => _client.Dispose();

    private void Swap(params CatalogModel[] models) => _live.Swap(new Router(Some.Catalog(models), Some.Policy()));

    private Task<CallResult> CallAsync(CatalogModel model) =>
        _client.CallAsync(new ModelCall(Guid.NewGuid(), Some.Job(), new Offer(model, Lane.Sync, model.Prices[0]), 100, TimeSpan.FromSeconds(20)), Stop);

    private sealed class Adapter : IProviderAdapter
    {
        public string Kind => "openai";

        public List<NamingClient> Made { get; } = [];

        public bool Fails { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public IChatClient Create(ProviderEndpoint provider, string providerModel)
        {
            Made.Add(new NamingClient(this, providerModel));
            return Made[^1];
        }

        public void Prepare(ChatOptions options, CatalogModel model, Lane lane)
        {
        }

        public double? MeanLogProbability(ChatResponse response) => null;

        public long CacheWriteTokens(ChatResponse response) => 0;
    }

    /// <summary>Says the provider's name of its model.</summary>
    private sealed class NamingClient(Adapter adapter, string model) : IChatClient
    {
        public string Model => model;

        public bool IsDisposed { get; private set; }

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await (adapter.Gate?.Task ?? Task.CompletedTask);
            return adapter.Fails
                ? throw new HttpRequestException("nobody listens")
                : new ChatResponse(new ChatMessage(ChatRole.Assistant, model)) { Usage = new UsageDetails { InputTokenCount = 1, OutputTokenCount = 1 } };
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => IsDisposed = true;
    }
}
