using System.Collections.Concurrent;
using BatchRouter.Budgeting;
using BatchRouter.Cli.Demo;
using BatchRouter.Cli.Working;
using BatchRouter.Contracts;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Postgres.Reading;
using BatchRouter.Sandbox.Servers;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Worker.Messaging;
using Dapper;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>What one cell works with: a database, a virtual host, a provider that goes wrong as good ones do, and worker processes.</summary>
internal sealed class ChaosCell : IAsyncDisposable
{
    public const int LeaseSeconds = 3;
    private const int WorkerCount = 3;
    private const int LogLines = 200;
    private const long Plenty = 1_000_000_000_000;
    private const string Ended = "(select job_id from jobs where ended_at is not null union select job_id from rejections) ended";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly DemoFiles _files;
    private readonly IReadOnlyList<SubmitJob> _jobs;

    private ChaosCell(SandboxServers servers, string name, int seed, string postgres, Uri rabbitMq, SimulatedProvider provider, IReadOnlyList<SubmitJob> jobs)
    {
        (Servers, Name, Seed, RabbitMq, Provider, _jobs) = (servers, name, seed, rabbitMq, provider, jobs);
        Source = PostgresConnections.ForReading(postgres);
        Reader = new JobReader(Source);
        _files = new DemoFiles(provider);
        Environment = new Dictionary<string, string>
        {
            ["BATCHROUTER_POSTGRES"] = postgres,
            ["BATCHROUTER_RABBITMQ"] = rabbitMq.ToString(),
            [DemoFiles.KeyVariable] = provider.ApiKey,
        };
    }

    public SandboxServers Servers { get; }

    /// <summary>Of the database and of the virtual host.</summary>
    public string Name { get; }

    public int Seed { get; }

    public Uri RabbitMq { get; }

    public SimulatedProvider Provider { get; }

    public NpgsqlDataSource Source { get; }

    public JobReader Reader { get; }

    /// <summary>For commands on the same servers.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    public WorkerFleet Fleet { get; private set; } = null!;

    public EndsListener Ends { get; private set; } = null!;

    /// <summary>Jobs that the broker confirmed.</summary>
    public ConcurrentDictionary<Guid, byte> Confirmed { get; } = new();

    /// <summary>The workers are ready, nothing is published.</summary>
    /// <param name="servers">Of its own.</param>
    /// <param name="kind">Names the cell.</param>
    /// <param name="limitNanoUsd">Of all spending; null, so much that it never binds.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<ChaosCell> StartAsync(SandboxServers servers, string kind, long? limitNanoUsd, CancellationToken stop)
    {
        var seed = ChaosSize.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"{ChaosSize.SeedVariable}={seed}, {ChaosSize.Jobs} jobs");
        var name = $"chaos_{kind}_{Guid.NewGuid().ToString("N")[..8]}";
        var provider = await SimulatedProvider.StartAsync(
            new SimulatedProviderOptions
            {
                Seed = seed,
                Faults = FaultScript.Demo,
                // Slow enough that calls are under way whenever something dies.
                Models = [.. DefaultFleet.Models.Select(model => model with { Latency = new(500, 1_000) })],
            },
            stop);
        var jobs = await DemoWork.Generated(ChaosSize.Jobs, seed).SubmitAsync(new ScaledClock(1), stop).ToListAsync(stop);
        var (postgres, rabbitMq) = (await servers.CreateDatabaseAsync(name, stop), await servers.CreateVirtualHostAsync(name, stop));
        var cell = new ChaosCell(servers, name, seed, postgres, rabbitMq, provider, jobs);
        await new Migrator(cell.Source).MigrateAsync(stop);
        foreach (var budget in Budgets(limitNanoUsd))
            await new BudgetStore(cell.Source).SetAsync(budget, TimeProvider.System.GetUtcNow(), stop);
        cell.Ends = await EndsListener.StartAsync(cell.RabbitMq, stop);
        string[] arguments =
        [
            "--catalog", cell._files.Catalog.FullName, "--config", cell._files.Policy.FullName, "--lease-seconds", $"{LeaseSeconds}",
            "--assume-after-seconds", "10",
            "--bulk-concurrency", $"{ChaosSize.Concurrency}", "--urgent-concurrency", $"{ChaosSize.Concurrency}",
        ];
        cell.Fleet = WorkerFleet.Start(WorkerCount, arguments, cell.Environment, cell._log.Enqueue);
        await cell.Fleet.ReadyAsync(stop).WaitAsync(TimeSpan.FromSeconds(90), stop);
        return cell;
    }

    // A tree of two levels, in windows that end and in one that does not.
    private static IEnumerable<Budget> Budgets(long? limitNanoUsd) =>
    [
        Budget("all", BudgetWindow.Total, limitNanoUsd ?? Plenty, AtLimit.Reject),
        Budget("all", BudgetWindow.Hour, Plenty, AtLimit.Wait),
        Budget($"project:{DemoWork.Project}", BudgetWindow.Day, Plenty, AtLimit.Cheaper),
    ];

    private static Budget Budget(string scope, BudgetWindow window, long limit, AtLimit atLimit) => new()
    {
        Scope = BudgetScope.Parse(scope),
        Window = window,
        Zone = TimeZoneInfo.Utc,
        LimitNanoUsd = limit,
        AtLimit = atLimit,
    };

    /// <summary>Publishes the jobs, to the letter as before, and returns when the broker has confirmed them.</summary>
    /// <param name="except">Those of which the producer has heard.</param>
    /// <param name="stop">Gives up.</param>
    public async Task PublishAsync(ICollection<Guid> except, CancellationToken stop)
    {
        await using var publisher = await JobPublisher.ConnectAsync(RabbitMq, TimeProvider.System, stop);
        await publisher.PublishAsync(_jobs.Where(job => !except.Contains(job.JobId)).ToAsyncEnumerable(), job => Confirmed[job.JobId] = 0, stop);
    }

    /// <summary>Waits until so many jobs have ended.</summary>
    public Task EndedAsync(double share, CancellationToken stop) => CountAsync(Ended, count => count >= share * ChaosSize.Jobs, stop);

    /// <summary>Waits until the count is as wanted; Postgres may be away meanwhile. Gives up when jobs have ceased to end.</summary>
    public async Task CountAsync(string sql, Func<long, bool> wanted, CancellationToken stop)
    {
        var (ended, moved) = (0L, TimeProvider.System.GetTimestamp());
        while (true)
        {
            try
            {
                var count = await ScalarAsync<long>($"select count(*) from {sql}", stop);
                if (wanted(count))
                    return;
                if (await ScalarAsync<long>($"select count(*) from {Ended}", stop) is var now && now > ended)
                    (ended, moved) = (now, TimeProvider.System.GetTimestamp());
                Assert.True(
                    TimeProvider.System.GetElapsedTime(moved) < ChaosSize.StandStill,
                    $"{ended} of {ChaosSize.Jobs} jobs have ended, and none for {ChaosSize.StandStill.TotalSeconds:0} s; there are {count} {sql}");
            }
            catch (NpgsqlException)
            {
            }

            await Task.Delay(LookEvery, TimeProvider.System, stop);
        }
    }

    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken stop, object? parameters = null)
    {
        await using var connection = await Source.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: stop));
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, CancellationToken stop, object? parameters = null)
    {
        await using var connection = await Source.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: stop))).AsList();
    }

    public async ValueTask DisposeAsync()
    {
        // Shown where the test failed.
        foreach (var line in _log.TakeLast(LogLines))
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Fleet is not null)
            await Fleet.DisposeAsync();
        if (Ends is not null)
            await Ends.DisposeAsync();
        _files.Dispose();
        await Provider.DisposeAsync();
        await Source.DisposeAsync();
        await Servers.DeleteVirtualHostAsync(Name, CancellationToken.None);
        await Servers.DropDatabaseAsync(Name, CancellationToken.None);
    }
}
