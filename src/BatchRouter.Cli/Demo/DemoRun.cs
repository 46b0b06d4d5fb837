using System.Globalization;
using System.Security.Cryptography;
using BatchRouter.Budgeting;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Judging;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Postgres.Reading;
using BatchRouter.Sandbox.Servers;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Worker.Messaging;
using Npgsql;

namespace BatchRouter.Cli.Demo;

/// <summary>One demo from the first server to the last check.</summary>
internal sealed class DemoRun(DemoOptions options, Screen screen, TimeProvider clock)
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);
    private const int AssumeAfterSeconds = 10;
    private static readonly TimeSpan StandsStill = TimeSpan.FromSeconds(90);
    // A straggler of the batch lane is called back as late as its deadline lets it.
    private static readonly TimeSpan MixStandsStill = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan SidesTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(30);

    // The demo's own time: what servers, pipelines and this program's looks take stays real.
    private readonly ScaledClock _time = new(options.TimeScale, clock);

    public async Task<DemoResult> RunAsync(CancellationToken stop)
    {
        await using var servers = await SandboxServers.StartAsync(new SandboxServersOptions { Say = Say, Time = clock }, stop);
        await using var provider = await SimulatedProvider.StartAsync(Provider(), stop);
        Say($"simulated provider on {provider.BaseAddress}");
        var name = $"demo_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var postgres = await servers.CreateDatabaseAsync(name, stop);
        var rabbitMq = await servers.CreateVirtualHostAsync(name, stop);
        try
        {
            return await WorkAsync(new Place(postgres, rabbitMq, provider, servers.Choice), stop);
        }
        finally
        {
            NpgsqlConnection.ClearAllPools();
            await servers.DeleteVirtualHostAsync(name, CancellationToken.None);
            await servers.DropDatabaseAsync(name, CancellationToken.None);
        }
    }

    private async Task<DemoResult> WorkAsync(Place place, CancellationToken stop)
    {
        await using var reading = PostgresConnections.ForReading(place.Postgres);
        await new Migrator(reading).MigrateAsync(stop);
        if (options.BudgetNanoUsd is { } limit)
            await new BudgetStore(reading).SetAsync(Budget(limit), clock.GetUtcNow(), stop);
        using var files = new DemoFiles(place.Provider, options.Experiment, options.DeadlineMix);
        await using var workers = await StartWorkersAsync(place, files, stop);
        _time.Start(_time.RealNow());
        var work = place.Provider.Options.Replay is { } recorded
            ? DemoWork.Recorded(recorded, options.Seed)
            : options.DeadlineMix ? DemoWork.Mixed(options.Jobs, options.Seed) : DemoWork.Generated(options.Jobs, options.Seed);
        var started = clock.GetTimestamp();
        await using var killer = options.Chaos == DemoChaos.Kill ? WorkerKiller.Start(workers, new LeaseReader(reading), options.Seed, clock, SayKill) : null;
        var confirmed = await PublishAsync(place.RabbitMq, work, stop);
        var reader = new JobReader(reading);
        await WatchAsync(reader, confirmed.Count, killer, stop);
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        await (killer?.EndAsync() ?? Task.CompletedTask);
        if (options.Experiment)
            await FinishSidesAsync(new SideReader(reading), stop);
        await CloseAsync(reader, stop);
        var result = await new DemoCheck(place.Provider, reading, work, options).SumAsync(confirmed, killer?.Kills ?? 0, place.Servers, seconds, stop);
        if (!options.Replays)
            return result;
        var replay = new DemoReplay(reading, files, screen, clock);
        return result with { Replay = await replay.RunAsync(options.ReplayPolicy, DemoReplay.StrongestOf(place.Provider), stop) };
    }

    private Budget Budget(long limit) => new()
    {
        Scope = new BudgetScope.All(),
        Window = BudgetWindow.Total,
        Zone = TimeZoneInfo.Utc,
        LimitNanoUsd = limit,
        AtLimit = options.AtLimit,
    };

    // What became of the calls that nobody saw the end of: evidence or, after 10 s, the worst case.
    private async Task CloseAsync(JobReader reader, CancellationToken stop)
    {
        var from = clock.GetTimestamp();
        while (clock.GetElapsedTime(from) < ClosingTime && (await reader.CountAsync(null, stop)).UnknownNanoUsd > 0)
            await Task.Delay(PollEvery, clock, stop);
    }

    // Side jobs stand behind the users' own, and a judge behind its audit.
    private async Task FinishSidesAsync(SideReader sides, CancellationToken stop)
    {
        var (open, moved) = (long.MaxValue, clock.GetTimestamp());
        while (await sides.CountOpenAsync(stop) is > 0 and var now && clock.GetElapsedTime(moved) < SidesTime)
        {
            if (now < open)
                (open, moved) = (now, clock.GetTimestamp());
            await Task.Delay(PollEvery, clock, stop);
        }
    }

    private async Task<WorkerFleet> StartWorkersAsync(Place place, DemoFiles files, CancellationToken stop)
    {
        var environment = new Dictionary<string, string>
        {
            ["BATCHROUTER_POSTGRES"] = place.Postgres,
            ["BATCHROUTER_RABBITMQ"] = place.RabbitMq.ToString(),
            [DemoFiles.KeyVariable] = place.Provider.ApiKey,
        };
        string[] arguments = ["--catalog", files.Catalog.FullName, "--config", files.Policy.FullName, "--lease-seconds", "5", "--bulk-concurrency", "128",
            "--assume-after-seconds", ((int)(AssumeAfterSeconds * options.TimeScale)).ToString(CultureInfo.InvariantCulture), .. Clock(place.Provider)];
        var fleet = WorkerFleet.Start(options.Workers, arguments, environment, options.Verbose ? Say : null);
        await fleet.ReadyAsync(stop);
        Say($"{options.Workers} worker processes ready");
        return fleet;
    }

    private string[] Clock(SimulatedProvider provider) => options.TimeScale > 1 ? ["--clock", new Uri(provider.RootAddress, "sim/clock").ToString()] : [];

    private async Task<IReadOnlyList<Guid>> PublishAsync(Uri rabbitMq, DemoWork work, CancellationToken stop)
    {
        var confirmed = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await using var publisher = await JobPublisher.ConnectAsync(rabbitMq, _time, stop);
        await new Bars(screen, clock).ShowAsync("publishing", work.Questions.Count, async progress =>
            await publisher.PublishAsync(work.SubmitAsync(_time, stop), job =>
            {
                confirmed.Add(job.JobId);
                progress(confirmed.Count, "");
            }, stop));
        return confirmed.ToList();
    }

    private Task WatchAsync(JobReader reader, long total, WorkerKiller? killer, CancellationToken stop) =>
        new Bars(screen, clock).ShowAsync("settling", total, async progress =>
        {
            var (ended, moved) = (0L, clock.GetTimestamp());
            while (ended < total)
            {
                await Task.Delay(PollEvery, clock, stop);
                var now = await reader.CountEndedAsync(null, stop);
                progress(now, killer is null ? "" : $"({killer.Kills} killed)");
                if (now > ended)
                    (ended, moved) = (now, clock.GetTimestamp());
                // A demo that stands still for so long has lost something: the check says what.
                else if (clock.GetElapsedTime(moved) > (options.DeadlineMix ? MixStandsStill : StandsStill))
                    return;
            }
        });

    private SimulatedProviderOptions Provider()
    {
        if (options.Data is not { } data)
            return new SimulatedProviderOptions
            {
                Seed = options.Seed,
                Faults = FaultScript.Demo,
                Clock = _time,
                TimeScale = options.TimeScale,
                Batches = BatchScript.Demo,
                Flex = new FlexCapacity { FullShare = 0.3 },
            };
        return data.Exists
            ? SimulatedProviderOptions.ForReplay(data.FullName, options.Seed)
            : throw new FileNotFoundException($"--data: {data.FullName} is not there");
    }

    private void Say(string line) => screen.Say(line);

    // A bar on a terminal counts the kills itself, and lines would tear it.
    private void SayKill(string line)
    {
        if (!screen.IsTerminal)
            Say(line);
    }

    private sealed record Place(string Postgres, Uri RabbitMq, SimulatedProvider Provider, string Servers);
}
