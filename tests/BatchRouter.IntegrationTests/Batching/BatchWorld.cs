using System.Text.Json;
using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.IntegrationTests.Worker;
using BatchRouter.Lanes;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Reading;
using BatchRouter.Providers.Calling;
using BatchRouter.Rescuing;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using BatchRouter.Worker;
using BatchRouter.Worker.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>
/// One test's providers, workers and jobs in the database of its class, on a clock of which an hour passes in a second once the first jobs are there. A job parked with eight hours
/// to its deadline has its latest safe start after about three and a half.
/// </summary>
internal sealed class BatchWorld<TClass>(MigratedDatabase<TClass> database, BatchFiles files, IReadOnlyList<Shop> shops, string project, ScaledClock clock) : IAsyncDisposable
{
    public const double Scale = 3_600;
    public static readonly TimeSpan Promoted = TimeSpan.FromHours(8);
    public static readonly TimeSpan Patient = TimeSpan.FromHours(30);

    private readonly TimeSpan _patience = TimeSpan.FromSeconds(40);

    private readonly List<IHost> _hosts = [];
    private readonly List<WorkerProcess> _processes = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Project => project;

    public BatchFiles Files => files;

    public IReadOnlyList<Shop> Shops => shops;

    public ScaledClock Clock => clock;

    public MigratedDatabase<TClass> Database => database;

    public List<Guid> Jobs { get; } = [];

    /// <summary>Where an answer is waited for by hand: a worker of this process.</summary>
    public async Task<IHost> WorkAsync(bool reloads = false)
    {
        var configuration = files.Source.Read();
        var router = configuration.Load();
        var host = WorkerHost.Build(new WorkerOptions
        {
            Postgres = database.Servers.Postgres,
            Catalog = router.Catalog,
            Policy = router.Policy,
            Configuration = reloads ? configuration : null,
            Messaging = new MessagingOptions { RabbitMq = database.Servers.Amqp, DrainTime = TimeSpan.FromSeconds(10) },
            Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(5) },
            Rounds = new RoundOptions
            {
                RescueEvery = TimeSpan.FromMilliseconds(200),
                WakeEvery = TimeSpan.FromMilliseconds(50),
                ReconcileEvery = TimeSpan.FromMilliseconds(100),
                CancelEvery = TimeSpan.FromMilliseconds(50),
                ReloadEvery = TimeSpan.FromMilliseconds(50),
                AssumeAfter = TimeSpan.FromDays(30),
            },
            Shipping = new ShippingOptions { Every = TimeSpan.FromMilliseconds(50) },
            Lanes = new LaneOptions { Drain = TimeSpan.FromHours(2), Delta = TimeSpan.FromHours(2) },
            Pipeline = new PipelineOptions { RetryPause = TimeSpan.FromMilliseconds(20) },
            Clock = clock,
        }, level: LogLevel.Critical);
        _hosts.Add(host);
        await host.StartAsync(Stop);
        return host;
    }

    public async Task EndAsync(IHost host)
    {
        _hosts.Remove(host);
        await host.EndAsync();
    }

    /// <summary>A worker of its own process, to be killed.</summary>
    public WorkerProcess StartProcess()
    {
        var process = WorkerProcess.Start(
            ["--catalog", files.Catalog.FullName, "--config", files.Policy.FullName, "--lease-seconds", "2", "--assume-after-seconds", "604800",
                "--clock", new Uri(shops[0].Provider.RootAddress, "sim/clock").ToString()],
            new Dictionary<string, string>
            {
                ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres,
                ["BATCHROUTER_RABBITMQ"] = database.Servers.Amqp.ToString(),
                [BatchFiles.KeyVariable] = BatchFiles.Key,
            });
        _processes.Add(process);
        return process;
    }

    public async Task<IReadOnlyList<Guid>> SubmitAsync(int count, TimeSpan within, string task = "sums", string? group = null, int maxOutputTokens = 256, string urgency = "bulk")
    {
        var prompts = DemoWorkload.Generate(8 * count + 40, Jobs.Count + 7).Where(one => one.Task == DemoWorkload.Arithmetic).Select(one => one.Prompt).Take(count);
        await BrokerQueues.DeclareAsync(database.Servers.Amqp, Stop);
        await using var client = await PlainClient.ConnectAsync(database.Servers.Amqp);
        var jobs = prompts.Select(prompt => (Id: Guid.NewGuid(), Prompt: prompt)).ToList();
        await Task.WhenAll(jobs.Select(job => client.PublishAsync(JsonSerializer.Serialize(new
        {
            jobId = job.Id,
            project,
            groupId = group,
            task,
            urgency,
            messages = new[] { new { role = "user", content = job.Prompt } },
            maxOutputTokens,
            deadline = clock.GetUtcNow() + within,
        }), urgency)));
        Jobs.AddRange(jobs.Select(job => job.Id));
        // The first ones are all parked before time begins to fly: they travel together, however slow a worker's first seconds are.
        if (clock.Origin is null)
            await UntilAsync(async () => await JobsAsync("true") == Jobs.Count);
        clock.Start(clock.RealNow());
        return jobs.ConvertAll(job => job.Id);
    }

    public Task<long> CountAsync(string from, object? parameters = null) => database.ScalarAsync<long>($"select count(*) from {from}", parameters);

    public Task<long> JobsAsync(string where) => CountAsync($"jobs where project = '{project}' and ({where})");

    public Task<long> AttemptsAsync(string where) => CountAsync($"attempts where project = '{project}' and ({where})");

    public Task<long> FindingsAsync(string finding) => CountAsync(
        $"shipment_findings where finding = '{finding}' and shipment_id in (select shipment_id from shipment_rows where project = '{project}')");

    public Task<long> ShipmentsAsync(string where) => CountAsync(
        $"shipments s where ({where}) and exists (select from shipment_rows r where r.shipment_id = s.shipment_id and r.project = '{project}')");

    public Task UntilAsync(Func<Task<bool>> condition) => Eventually.IsTrueAsync(condition, _patience, Stop);

    public Task SettledAsync() => UntilAsync(async () => await JobsAsync("state = 'settled'") == Jobs.Count);

    /// <summary>Every job has an answer in time, every shipment has ended, and the money is what the providers say.</summary>
    public async Task EndedWellAsync()
    {
        await SettledAsync();
        await UntilAsync(async () => await AttemptsAsync("state in ('started', 'unknown')") == 0 && await ShipmentsAsync("closed_at is null") == 0);
        Assert.Equal(Jobs.Count, await JobsAsync("answer_attempt is not null and not late"));
        await MoneyIsRightAsync();
    }

    public async Task MoneyIsRightAsync()
    {
        var ours = await IdsAsync("true");
        var booked = await new JobReader(database.Source).BookedAsync(Stop);
        Assert.Empty(BillMatch.Compare(Bill().Select(line => new BilledAttempt(Guid.Parse(line.ClientRequestId!), line.AmountNanoUsd)), booked.Where(attempt => ours.Contains(attempt.AttemptId))));
        var audit = await new Auditor(database.Source).AuditAsync(Auditor.DefaultListed, Stop);
        Assert.True(audit.IsClean, string.Join('\n', audit.Checks.SelectMany(check => check.Differences.Select(difference => $"{check.Name}: {difference}"))));
        // A sum that nothing asks for any more is kept from whoever could use it.
        Assert.Equal(0, await CountAsync($"shipment_rows where project = '{project}' and (is_open or is_awaited)"));
    }

    /// <summary>Whether the first provider says that it works on every synchronous attempt that was started: none was committed and not sent yet.</summary>
    public async Task<bool> AllReachedTheProviderAsync()
    {
        using var http = new HttpClient { DefaultRequestHeaders = { Authorization = new("Bearer", BatchFiles.Key) } };
        foreach (var id in await IdsAsync("lane = 'sync' and state = 'started'"))
        {
            using var response = await http.GetAsync(new Uri(shops[0].Provider.UsageRecords.Replace("{id}", id.ToString(), StringComparison.Ordinal)), Stop);
            if (!response.IsSuccessStatusCode)
                return false;
        }

        return true;
    }

    public IReadOnlyList<BillLine> Bill() => [.. shops.SelectMany(shop => shop.Provider.Bill.Lines())];

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts.ToList())
            await EndAsync(host);
        foreach (var process in _processes)
            await process.DisposeAsync();
        foreach (var shop in shops)
            await shop.Provider.DisposeAsync();
        files.Dispose();
    }

    private async Task<IReadOnlySet<Guid>> IdsAsync(string where)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Stop);
        return (await Dapper.SqlMapper.QueryAsync<Guid>(connection, $"select attempt_id from attempts where project = @project and ({where})", new { project })).ToHashSet();
    }
}

/// <summary>How worlds begin.</summary>
internal static class BatchWorld
{
    public static SimulatedModel Small { get; } = DefaultFleet.Models[0] with { Latency = new(60, 120), OffersLogprobs = false };

    static BatchWorld() => Environment.SetEnvironmentVariable(BatchFiles.KeyVariable, BatchFiles.Key);

    /// <summary>One provider with one model.</summary>
    public static Task<BatchWorld<TClass>> BeginAsync<TClass>(
        MigratedDatabase<TClass> database, BatchScript script, BatchSettings? settings = null, string kind = "openai",
        Func<SimulatedModel, SimulatedModel>? change = null, IReadOnlyList<SimulatedModel>? models = null) =>
        BeginAsync(database, settings ?? new BatchSettings(), (kind, new SimulatedProviderOptions { Models = models ?? [change?.Invoke(Small) ?? Small], Batches = script }));

    public static async Task<BatchWorld<TClass>> BeginAsync<TClass>(
        MigratedDatabase<TClass> database, BatchSettings settings, params (string Kind, SimulatedProviderOptions Provider)[] providers)
    {
        var clock = new ScaledClock(BatchWorld<TClass>.Scale);
        // Others are looked at as if they were this one's, so every world has its own names.
        var project = $"p{Guid.NewGuid():N}"[..9];
        var shops = new List<Shop>();
        foreach (var (kind, options) in providers)
            shops.Add(new Shop($"{project}-{(char)('a' + shops.Count)}", await SimulatedProvider.StartAsync(options with { Clock = clock, ApiKey = BatchFiles.Key }, TestContext.Current.CancellationToken), kind));
        return new BatchWorld<TClass>(database, BatchFiles.Write(project, shops, settings), shops, project, clock);
    }
}
