using System.Diagnostics.Metrics;
using BatchRouter.Cli.Demo;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Limiting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Providers.Calling;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Settling;
using BatchRouter.Worker.Configuring;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Files change while a worker works, over HTTP against the simulated provider.</summary>
public sealed class ReloadTests(ServersFixture fixture) : IAsyncLifetime
{
    private const string Model = DefaultFleet.Small;
    private const string Successor = "sim-small-2";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Rig<ReloadTests> _rig = new(fixture);
    private readonly List<Guid> _published = [];
    private SimulatedProvider _provider = null!;
    private DemoFiles _files = null!;
    private LiveRouter _live = null!;
    private IMeterFactory _meters = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _rig.InitializeAsync();
        var small = DefaultFleet.Models[0];
        _provider = await SimulatedProvider.StartAsync(new SimulatedProviderOptions { Models = [small, small with { Name = Successor }] }, Stop);
        _files = new DemoFiles(_provider);
        var host = await StartAsync();
        (_live, _meters) = (host.Services.GetRequiredService<LiveRouter>(), host.Services.GetRequiredService<IMeterFactory>());
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _provider.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task When_AModelIsSwappedByOneLineWhileJobsRun_Should_SettleEveryJobAndAskTheSuccessorFromThenOn()
    {
        await using var client = await _rig.ConnectAsync();
        await PublishAsync(client, 150);
        await Eventually.IsTrueAsync(async () => await SettledAsync() >= 30, Patience, Stop);

        await EditAsync(_files.Catalog, $"\"name\": \"{Model}\",", $"\"name\": \"{Model}\", \"providerModel\": \"{Successor}\",");
        await PublishAsync(client, 150);
        await Eventually.IsTrueAsync(() => Task.FromResult(_live.Current.Catalog.Find(Model)!.ProviderModel == Successor), Patience, Stop);
        var later = await PublishAsync(client, 50);

        await Eventually.IsTrueAsync(async () => await SettledAsync() == 350, Patience, Stop);
        Assert.Equal(0, await _rig.CountAsync("rejections"));
        var asked = await AskedAsync();
        Assert.All(later.SelectMany(id => asked[id]), name => Assert.Equal(Successor, name));
        Assert.Contains(Model, _published.SelectMany(id => asked[id]));
        var bill = _provider.Bill.Lines().Select(line => new BilledAttempt(Guid.Parse(line.ClientRequestId!), line.AmountNanoUsd));
        Assert.Empty(BillMatch.Compare(bill, await new JobReader(_rig.Database.Source).BookedAsync(Stop)));
    }

    [Fact]
    public async Task When_AFileIsInvalid_Should_KeepTheOldAndServeOn()
    {
        await using var client = await _rig.ConnectAsync();
        var (before, outcomes) = (_live.Current, new List<string>());
        using var listener = Listen(outcomes);
        await EditAsync(_files.Catalog, "\"version\": \"demo\"", "\"versoin\": \"demo-2\"");
        await Eventually.IsTrueAsync(() => Task.FromResult(outcomes.Contains("invalid")), Patience, Stop);

        var jobs = await PublishAsync(client, 5);

        await Eventually.IsTrueAsync(async () => await SettledAsync() == 5, Patience, Stop);
        Assert.Same(before, _live.Current);
        Assert.Equal("demo", await _rig.Database.ScalarAsync<string>("select decided->>'catalog' from decisions where job_id = @id and step = 1", new { id = jobs[0] }));

        await EditAsync(_files.Catalog, "\"versoin\": \"demo-2\"", "\"version\": \"demo-2\"");
        await Eventually.IsTrueAsync(() => Task.FromResult(_live.Current.Catalog.Version == "demo-2"), Patience, Stop);
        Assert.Equal(["invalid", "applied"], outcomes);
    }

    [Fact]
    public async Task When_ThePolicyChanges_Should_TakeNewProjectsAndSetBudgets()
    {
        await using var client = await _rig.ConnectAsync();
        var id = Guid.NewGuid();
        await client.PublishAsync(PlainJob.Json(id, project: "newcomer"));
        await Eventually.IsTrueAsync(async () => await _rig.CountAsync("rejections where code = 'unknown_project'") == 1, Patience, Stop);

        await EditAsync(_files.Policy, "\"projects\": {", "\"budgets\": [{ \"scope\": \"project:newcomer\", \"window\": \"total\", \"limitUsd\": 5 }], \"projects\": { \"newcomer\": {},");
        const string budget = "budgets where scope = 'project:newcomer' and set_by = 'configuration' and limit_nano_usd = 5000000000 and active";
        await Eventually.IsTrueAsync(async () => await _rig.CountAsync(budget) == 1, Patience, Stop);
        await client.PublishAsync(PlainJob.Json(Guid.NewGuid(), project: "newcomer"));
        await Eventually.IsTrueAsync(async () => await _rig.CountAsync("jobs where project = 'newcomer' and state = 'settled'") == 1, Patience, Stop);

        await EditAsync(_files.Policy, "\"limitUsd\": 5", "\"limitUsd\": 7");
        await Eventually.IsTrueAsync(
            async () => await _rig.CountAsync("accounts a join budgets b using (budget_id) where b.scope = 'project:newcomer' and a.limit_nano_usd = 7000000000") == 1, Patience, Stop);
    }

    private async Task<IHost> StartAsync()
    {
        var configuration = new ConfigurationSource(_files.Catalog, _files.Policy).Read();
        var (router, options) = (configuration.Load(), _rig.Options());
        return await _rig.StartAsync(
            options with
            {
                Catalog = router.Catalog,
                Policy = router.Policy,
                Configuration = configuration,
                Rounds = options.Rounds with { ReloadEvery = TimeSpan.FromMilliseconds(100) },
            },
            services =>
            {
                services.AddSingleton<IProviderAdapter>(new Providers.OpenAi.OpenAiAdapter(TimeProvider.System, _ => _provider.ApiKey));
                services.AddSingleton<IModelClient>(provider => new ModelClient(
                    provider.GetRequiredService<LiveRouter>(), [provider.GetRequiredService<IProviderAdapter>()], provider.GetRequiredService<IRateLeases>(), new PipelineOptions(), TimeProvider.System));
            });
    }

    private async Task<IReadOnlyList<Guid>> PublishAsync(PlainClient client, int count)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
            await client.PublishAsync(PlainJob.Json(id, $",\"model\":\"{Model}\"", project: DemoWork.Project));
        _published.AddRange(ids);
        return ids;
    }

    private Task<long> SettledAsync() => _rig.CountAsync("jobs where state = 'settled' and job_id = any(@ids)", new { ids = _published.ToArray() });

    // By job: what the provider was asked for, by its own names.
    private async Task<ILookup<Guid, string>> AskedAsync()
    {
        var billed = _provider.Bill.Lines().ToLookup(line => Guid.Parse(line.ClientRequestId!), line => line.Model);
        await using var connection = await _rig.Database.Source.OpenConnectionAsync(Stop);
        await using var command = new Npgsql.NpgsqlCommand("select job_id, attempt_id from attempts", connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var asked = new List<(Guid Job, Guid Attempt)>();
        while (await reader.ReadAsync(Stop))
            asked.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return asked.SelectMany(pair => billed[pair.Attempt].Select(model => (pair.Job, model))).ToLookup(pair => pair.Job, pair => pair.model);
    }

    // In two writes, as editors do: what stands there in between is half a file.
    private static async Task EditAsync(FileInfo file, string what, string to)
    {
        var text = await File.ReadAllTextAsync(file.FullName, Stop);
        Assert.Contains(what, text, StringComparison.Ordinal);
        var edited = text.Replace(what, to, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file.FullName, edited[..(edited.Length / 2)], Stop);
        await File.AppendAllTextAsync(file.FullName, edited[(edited.Length / 2)..], Stop);
    }

    private MeterListener Listen(List<string> outcomes)
    {
        var meter = _meters.Create("BatchRouter");
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && instrument.Name == "batchrouter.configuration.reloads")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => outcomes.Add((string)tags[0].Value!));
        listener.Start();
        return listener;
    }
}
