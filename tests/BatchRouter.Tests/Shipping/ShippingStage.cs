using System.Runtime.CompilerServices;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Cancelling;
using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Conformance;
using BatchRouter.Jobs;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Scoring;
using BatchRouter.Shipping;
using BatchRouter.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Shipping;

/// <summary>Parked jobs, a provider's batch API that says what a test wants, and one worker's shipping over the simulator's tables.</summary>
internal sealed class ShippingStage : IBatchClient, IStoredMessages, IAnnouncer, ITokenCounter, ISchemaValidator, IAnswerCache
{
    public static readonly TimeSpan CancelTakes = new BatchTerms().CancelTakes;

    private readonly Guid _worker = Guid.NewGuid();
    private readonly FakeStore _store;
    private readonly ClaimedRuns _runs;
    private int _ids = 1_000;

    public ShippingStage()
    {
        Database = new FakeDatabase(Clock, TimeSpan.FromHours(100));
        Database.Beat(_worker);
        _store = new FakeStore(Database, _worker, new DirectLink(Database));
        Shipments = new FakeShipments(Database, _worker, new DirectLink(Database), _store);
        Models = new FakeModels(Journal).Answer("42");
        var live = Some.Live();
        var runner = new JobRunner(
            live, new AnswerScorer(this), _store, Models, this, this, this, new Senses(new Perceiver(), Observed, new ObservedCosts(), new BudgetPressure()),
            new VerdictMemory(), new AttemptIds(_ => new Guid(Interlocked.Increment(ref _ids), 0, 0, new byte[8])), new CancelledGroups(), Clock);
        _runs = new ClaimedRuns(runner, _store, this, new RoundOptions(), NullLogger<ClaimedRuns>.Instance, CancellationToken.None);
        Landings = new Landings(runner, Shipments, this, _runs, live, Options);
        Runner = new ShipmentRunner(
            Shipments, this, Landings, new ShipmentReader(Shipments, this, Landings, NullLogger<ShipmentReader>.Instance), live, this, Options, Clock,
            NullLogger<ShipmentRunner>.Instance);
    }

    public ShippingOptions Options { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Some.Noon);

    public FakeDatabase Database { get; }

    public FakeShipments Shipments { get; }

    public FakeModels Models { get; }

    public ObservedModels Observed { get; } = new();

    public Landings Landings { get; }

    public ShipmentRunner Runner { get; }

    public List<string> Journal { get; } = [];

    public CreateResult Creates { get; set; } = new CreateResult.Created("batch-1");

    public FindResult Finds { get; set; } = new FindResult.NotFound();

    public LookResult Looks { get; set; } = new LookResult.Seen(new BatchStatus());

    public CancelResult Cancels { get; set; } = new CancelResult.Taken();

    public List<BatchLine> Lines { get; } = [];

    /// <summary>Jobs as they are parked, with an hour until their latest safe start and two until their deadline.</summary>
    public async Task<List<AttemptRow>> ParkAsync(int count, bool mayHaveMore = false)
    {
        for (var i = 0; i < count; i++)
        {
            var number = Database.Parked.Count + 1;
            var job = Some.Job(slack: TimeSpan.FromHours(2)) with { Key = new JobKey("demo", new Guid(number, 1, 0, new byte[8])), Body = BitConverter.GetBytes(number) };
            var attempt = Given.Batch() with { Id = new Guid(number, 0, 0, new byte[8]), StartedAt = Clock.GetUtcNow() };
            attempt = attempt with { Candidate = attempt.Candidate with { MayHaveMoreTokens = mayHaveMore } };
            Assert.IsType<OpenResult.Opened>(await _store.OpenAsync(Given.Opening(job, Given.Park(attempt, job, Some.Noon.AddHours(1))), Stop));
        }

        return Database.Parked.TakeLast(count).ToList();
    }

    /// <summary>Jobs that have left together.</summary>
    public async Task<List<AttemptRow>> ShipAsync(int count, bool mayHaveMore = false)
    {
        var rows = await ParkAsync(count, mayHaveMore);
        var parked = await Shipments.ParkedAsync(Clock.GetUtcNow().AddMinutes(2), 1_000, Stop);
        await Shipments.FormAsync(Given.Shipment("weak", count, Some.Noon.AddHours(1)) with { Provider = Some.Provider }, parked, Clock.GetUtcNow(), Stop);
        return rows;
    }

    /// <summary>A living worker takes a row's job over, and does nothing.</summary>
    public async Task ClaimByAnotherAsync(AttemptRow row)
    {
        var other = Guid.NewGuid();
        Database.Beat(other);
        var store = new FakeStore(Database, other, new DirectLink(Database));
        Assert.Single(await new FakeShipments(Database, other, new DirectLink(Database), store).ClaimRowsAsync(row.ShipmentId!.Value, [row.Attempt.Id], Stop));
    }

    public ShipmentRow Shipment => Database.Shipments.Values.Single();

    /// <summary>The shipment's turn, if it has come.</summary>
    public async Task TurnAsync(TimeSpan? after = null)
    {
        Clock.Advance(after ?? TimeSpan.Zero);
        foreach (var lease in await Shipments.ClaimAsync(Clock.GetUtcNow(), 10, [], Stop))
            await Runner.RunAsync(lease, Stop);
        await _runs.FinishAsync();
    }

    public void Ends(BatchEnd end, string? error = null) =>
        Looks = new LookResult.Seen(new BatchStatus { End = end, EndedAt = Clock.GetUtcNow(), Output = "out", ErrorCode = error });

    public BatchLine.Row Answer(AttemptRow row, string text = "42", FinishReason finish = FinishReason.Stop, double logProbability = 0) => Line(
        row, new CallResult.Replied(new Answer { Text = text, Finish = finish, MeanLogProbability = logProbability }, new Usage(10, 0, 5, 0)) { Elapsed = TimeSpan.FromMinutes(7) });

    public BatchLine.Row Fails(AttemptRow row, FailureKind kind) => Line(row, new CallResult.Failed(kind, false, kind.ToString()) { Elapsed = TimeSpan.Zero });

    public IEnumerable<string> Found => Shipment.Findings.Select(finding => finding.Kind.ToString()).Order();

    private BatchLine.Row Line(AttemptRow row, CallResult result) => new(new CustomId(Shipment.Shipment.Id, row.Attempt.Id), result);

    Task<CreateResult> IBatchClient.CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop)
    {
        Journal.Add($"create {lines.Count}");
        return Task.FromResult(Creates);
    }

    Task<FindResult> IBatchClient.FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop)
    {
        Journal.Add("find");
        return Task.FromResult(Finds);
    }

    Task<LookResult> IBatchClient.LookAsync(Shipment shipment, CancellationToken stop)
    {
        Journal.Add("look");
        return Task.FromResult(Looks);
    }

    Task<CancelResult> IBatchClient.CancelAsync(Shipment shipment, CancellationToken stop)
    {
        Journal.Add("cancel");
        return Task.FromResult(Cancels);
    }

    async IAsyncEnumerable<BatchLine> IBatchClient.ReadAsync(Shipment shipment, BatchStatus status, [EnumeratorCancellation] CancellationToken stop)
    {
        Journal.Add("read");
        await Task.CompletedTask;
        foreach (var line in Lines.ToList())
            yield return line;
    }

    public BatchJob ReadAgain(ReadOnlyMemory<byte> body) => Database.Jobs.Values.Single(row => row.Job.Body.Span.SequenceEqual(body.Span)).Job;

    public Task AnnounceAsync(Announcement announcement, CancellationToken stop) => Task.CompletedTask;

    public PromptSize Measure(BatchJob job) => new(100, 200, 0);

    public SchemaVerdict Validate(string jsonSchema, string json) => SchemaVerdict.Valid;

    public SchemaVerdict Check(string jsonSchema) => SchemaVerdict.Valid;

    public Task<CachedAnswer?> FindAsync(string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop) =>
        Task.FromResult<CachedAnswer?>(null);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
