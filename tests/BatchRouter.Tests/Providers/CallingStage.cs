using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.OpenAi;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Tests.Simulation;
using Xunit;

namespace BatchRouter.Tests.Providers;

/// <summary>A model client over HTTP against the simulated provider, whose bill shows what was charged.</summary>
internal sealed class CallingStage : IAsyncDisposable
{
    private readonly OpenAiAdapter _adapter;

    private CallingStage(SimulatedProvider provider, PipelineOptions options, CatalogModel model)
    {
        Provider = provider;
        Model = model;
        _adapter = new OpenAiAdapter(TimeProvider.System, _ => provider.ApiKey);
        Client = new ModelClient(Some.Live(new ModelCatalog("1", [model])), [_adapter], Leases, options, TimeProvider.System);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>No second try: what one sending comes to.</summary>
    public static PipelineOptions Once { get; } = new() { Retries = 0 };

    public static PipelineOptions Quick { get; } = new() { RetryPause = TimeSpan.FromMilliseconds(1) };

    public SimulatedProvider Provider { get; }

    public CatalogModel Model { get; }

    public ModelClient Client { get; }

    public SharedRates Leases { get; } = new();

    public IReadOnlyList<BillLine> Bill => Provider.Bill.Lines();

    public static async Task<CallingStage> StartAsync(PipelineOptions options, Func<CatalogModel, CatalogModel>? change = null, params IReadOnlyList<FaultRule> faults) =>
        await StartAsync(options, new SimulatedProviderOptions { Models = SimulatedClient.QuickFleet, Faults = new(faults) }, change);

    public static async Task<CallingStage> StartAsync(
        PipelineOptions options, SimulatedProviderOptions simulated, Func<CatalogModel, CatalogModel>? change = null)
    {
        var provider = await SimulatedProvider.StartAsync(simulated, Stop);
        var model = Some.Weak with { ProviderModel = DefaultFleet.Small, Provider = Some.Provider with { Endpoint = provider.BaseAddress } };
        return new CallingStage(provider, options, change?.Invoke(model) ?? model);
    }

    public Task<CallResult> CallAsync(BatchJob job, TimeSpan? limit = null, Guid? attempt = null, int maxOutputTokens = 500) => Client.CallAsync(
        new ModelCall(attempt ?? Guid.NewGuid(), job, new Offer(Model, Lane.Sync, Model.Prices[0]), maxOutputTokens, limit ?? TimeSpan.FromSeconds(20)), Stop);

    public Task<CallResult> CallAsync(string prompt = "What is a dead letter?", TimeSpan? limit = null, Guid? attempt = null) => CallAsync(Some.Job(prompt), limit, attempt);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _adapter.Dispose();
        await Provider.DisposeAsync();
    }
}
