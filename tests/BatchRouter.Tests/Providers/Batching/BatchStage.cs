using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Providers.Anthropic;
using BatchRouter.Providers.Batching;
using BatchRouter.Providers.OpenAi;
using BatchRouter.Running;
using BatchRouter.Shipping;

namespace BatchRouter.Tests.Providers.Batching;

/// <summary>A batch client before a scripted provider, and one shipment.</summary>
internal sealed class BatchStage : IAsyncDisposable
{
    private readonly OpenAiAdapter _openAi = new(TimeProvider.System, _ => "secret");
    private readonly AnthropicAdapter _anthropic = new(TimeProvider.System, _ => "secret");

    public BatchStage(string kind = "openai")
    {
        Client = new BatchClient([_openAi, _anthropic], TimeProvider.System, _ => "secret");
        var endpoint = kind == "openai" ? new Uri(Provider.Address, "v1") : Provider.Address;
        Model = Some.Weak with { Provider = new ProviderEndpoint("scripted", kind, endpoint, "KEY") };
        Shipment = new Shipment
        {
            Id = Guid.Parse("0123456789abcdef0123456789abcdef"),
            Provider = Model.Provider,
            Model = Model.Name,
            ProviderModel = Model.ProviderModel,
            Rows = 2,
            State = ShipmentState.Sent,
            FormedAt = Some.Noon,
            LatestSafeStart = Some.Noon.AddHours(12),
            CreatedAt = Some.Noon,
            ProviderId = "b1",
        };
    }

    public static CancellationToken Stop => CallingStage.Stop;

    public ScriptedProvider Provider { get; } = new();

    public BatchClient Client { get; }

    public CatalogModel Model { get; init; }

    public Shipment Shipment { get; init; }

    /// <summary>The name of row n.</summary>
    public string Id(int row) => new CustomId(Shipment.Id, Attempt(row)).ToString();

    public static Guid Attempt(int row) => new(row, 0, 0, new byte[8]);

    public static ShipmentLine Line(int row, BatchJob? job = null) => new(Attempt(row), job ?? Some.Job($"question {row}"), 100);

    public Task<CreateResult> CreateAsync(params ShipmentLine[] lines) =>
        Client.CreateAsync(Shipment, Model, lines.Length > 0 ? lines : [Line(1), Line(2)], Stop);

    public async Task<BatchStatus> SeenAsync() => ((LookResult.Seen)await Client.LookAsync(Shipment, Stop)).Status;

    public async Task<List<BatchLine>> ReadAsync(BatchStatus status)
    {
        var lines = new List<BatchLine>();
        await foreach (var line in Client.ReadAsync(Shipment, status, Stop))
            lines.Add(line);
        return lines;
    }

    public async Task<CallResult> ReadRowAsync(BatchStatus status) => ((BatchLine.Row)Xunit.Assert.Single(await ReadAsync(status))).Result;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _openAi.Dispose();
        _anthropic.Dispose();
        await Provider.DisposeAsync();
    }
}
