using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.IntegrationTests.Worker;
using BatchRouter.Postgres.Reading;
using Xunit;

namespace BatchRouter.IntegrationTests.Chaos;

/// <summary>
/// Worker processes, real servers, a provider that goes wrong now and then, and one kind of disaster per cell. Whatever happened: each
/// job ended exactly once, none is lost, the ledger matches the bill, every end was told. All but killed workers recover by themselves.
/// </summary>
public sealed class ChaosTests(ChaosServers chaos) : IClassFixture<ChaosServers>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // About three quarters of what the jobs would cost: the budget binds while workers die.
    private const long TightNanoUsdPerJob = 300_000;

    [Fact]
    public async Task When_WorkersAreKilledAtRandom_Should_LoseNothingAndMatchTheBill()
    {
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "kill", ChaosSize.Jobs * TightNanoUsdPerJob, Stop);
        await using var killer = WorkerKiller.Start(cell.Fleet, new LeaseReader(cell.Source), cell.Seed, TimeProvider.System, Say);

        await cell.PublishAsync([], Stop);
        await cell.EndedAsync(1, Stop);
        await killer.EndAsync();

        Assert.True(killer.Kills >= 2, $"{killer.Kills} kills show little");
        Assert.NotEqual(0, await cell.ScalarAsync<long>("select count(*) from attempts where failure = 'lease_lost'", Stop));
        await Judgement.HoldsAsync(cell, Confirmed(cell), [], Stop);
        Assert.NotEqual(0, await cell.ScalarAsync<long>("select count(*) from jobs where reject_code = 'budget_exceeded'", Stop));
    }

    [Fact]
    public async Task When_TheBrokerIsWipedAndUnfinishedJobsArePublishedAgain_Should_LoseNothingAndPayForNoDuplicate()
    {
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "wipe", null, Stop);
        var workers = ProcessIds(cell);
        await cell.PublishAsync([], Stop);
        await cell.EndedAsync(0.3, Stop);

        var deaf = await WipeAsync(cell);
        // The producer's view: whatever it has not heard of. Some of that has ended, some is under way, most is gone.
        await cell.PublishAsync(cell.Ends.Heard.Keys.ToHashSet(), Stop);
        await cell.EndedAsync(1, Stop);

        StillThere(workers, cell);
        await Judgement.HoldsAsync(cell, Confirmed(cell), await deaf(), Stop);
        await DuplicatesCostNothingAsync(cell);
        await Judgement.HoldsAsync(cell, Confirmed(cell), await deaf(), Stop);
    }

    [Fact]
    public async Task When_TheBrokerIsWipedAndNothingIsPublishedAgain_Should_EndEveryJobThatHasARow()
    {
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "row", null, Stop);
        var workers = ProcessIds(cell);
        await cell.PublishAsync([], Stop);
        await cell.EndedAsync(0.3, Stop);

        var deaf = await WipeAsync(cell);
        await cell.CountAsync("jobs where ended_at is null", count => count == 0, Stop);

        StillThere(workers, cell);
        var rows = await cell.ListAsync<Guid>("select job_id from jobs union all select job_id from rejections", Stop);
        Assert.True(rows.Count < ChaosSize.Jobs, "the wipe came too late to lose a message");
        await Judgement.HoldsAsync(cell, rows, await deaf(), Stop);
    }

    [Fact]
    public async Task When_ConnectionsOfWorkersAreTerminated_Should_RecoverAndMatchTheBill()
    {
        OnlyWhereAllRun(stopsServers: false);
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "terminate", null, Stop);
        var workers = ProcessIds(cell);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var blows = Blows.TerminateConnectionsAsync(cell, end.Token);

        await cell.PublishAsync([], Stop);
        await cell.EndedAsync(1, Stop);
        await end.CancelAsync();

        Assert.True(await blows >= 10, "too few connections were terminated to show anything");
        StillThere(workers, cell);
        await Judgement.HoldsAsync(cell, Confirmed(cell), [], Stop);
    }

    [Fact]
    public async Task When_PostgresStopsAndStarts_Should_RecoverAndMatchTheBill()
    {
        OnlyWhereAllRun(stopsServers: true);
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "postgres", null, Stop);
        var workers = ProcessIds(cell);
        await cell.PublishAsync([], Stop);

        foreach (var share in (double[])[0.2, 0.6])
        {
            await cell.EndedAsync(share, Stop);
            await chaos.Servers.StopPostgresAsync(Stop);
            await chaos.Servers.StartPostgresAsync(Stop);
        }

        await cell.EndedAsync(1, Stop);
        StillThere(workers, cell);
        await Judgement.HoldsAsync(cell, Confirmed(cell), [], Stop);
    }

    [Fact]
    public async Task When_TheBrokerStopsAndStarts_Should_RecoverAndMatchTheBill()
    {
        OnlyWhereAllRun(stopsServers: true);
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "broker", null, Stop);
        var workers = ProcessIds(cell);
        await cell.PublishAsync([], Stop);

        foreach (var share in (double[])[0.2, 0.6])
        {
            await cell.EndedAsync(share, Stop);
            await chaos.Servers.StopRabbitMqAsync(Stop);
            await chaos.Servers.StartRabbitMqAsync(Stop);
        }

        await cell.EndedAsync(1, Stop);
        StillThere(workers, cell);
        await Judgement.HoldsAsync(cell, Confirmed(cell), [], Stop);
    }

    [Fact]
    public async Task When_AWorkerIsPausedPastItsLease_Should_BookItsMoneyAndSettleNoJobTwice()
    {
        OnlyWhereAllRun(stopsServers: false);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP.");
        await using var cell = await ChaosCell.StartAsync(chaos.Servers, "pause", null, Stop);
        var workers = ProcessIds(cell);
        var chance = new Random(cell.Seed);
        await cell.PublishAsync([], Stop);
        var lost = new List<Guid>();
        for (var i = 0; i < 2; i++)
            lost.AddRange(await Blows.PausePastLeaseAsync(cell, cell.Fleet.Workers[chance.Next(workers.Count)], Stop));
        await cell.EndedAsync(1, Stop);

        Assert.NotEmpty(lost);
        // Its answers waited for it; nobody else could have booked them.
        await Eventually.IsTrueAsync(
            async () => await cell.ScalarAsync<long>(
                "select count(*) from attempts a join entries using (attempt_id) join outputs using (attempt_id) where a.attempt_id = any(@lost) and a.state = 'replied' and kind = 'charge'", Stop, new { lost }) > 0,
            TimeSpan.FromSeconds(30), Stop);
        StillThere(workers, cell);
        await Judgement.HoldsAsync(cell, Confirmed(cell), [], Stop);
    }

    private static void OnlyWhereAllRun(bool stopsServers)
    {
        Assert.SkipUnless(ChaosSize.HasAllCells, $"Runs with {ChaosSize.Variable}=ci or long.");
        Assert.SkipWhen(stopsServers && !ChaosServers.MayStop, "Given servers are not ours to stop.");
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    private static List<Guid> Confirmed(ChaosCell cell)
    {
        Assert.Equal(ChaosSize.Jobs, cell.Confirmed.Count);
        return cell.Confirmed.Keys.ToList();
    }

    private static List<int> ProcessIds(ChaosCell cell) => cell.Fleet.Workers.Select(worker => worker.Id).ToList();

    private static void StillThere(List<int> before, ChaosCell cell)
    {
        Assert.All(cell.Fleet.Workers, worker => Assert.False(worker.HasExited, $"worker {worker.Id} ended by itself:\n{worker.LastLines}"));
        Assert.Equal(before, ProcessIds(cell));
    }

    // Ends told between the wipe and the producer's new queue went nowhere; a little before and after, since they are dated in a later commit.
    private static async Task<Func<Task<IReadOnlyList<Guid>>>> WipeAsync(ChaosCell cell)
    {
        var (from, connected) = (await cell.ScalarAsync<DateTime>("select now() - interval '2 seconds'", Stop), cell.Ends.Connected);
        await cell.Servers.WipeVirtualHostAsync(cell.Name, Stop);
        await Eventually.IsTrueAsync(() => Task.FromResult(cell.Ends.Connected > connected), TimeSpan.FromSeconds(60), Stop);
        var until = await cell.ScalarAsync<DateTime>("select now() + interval '2 seconds'", Stop);
        return () => cell.ListAsync<Guid>("select job_id from jobs where announced_at between @from and @until", Stop, new { from, until });
    }

    private static async Task DuplicatesCostNothingAsync(ChaosCell cell)
    {
        var before = (cell.Provider.Bill.TotalNanoUsd, await cell.ScalarAsync<string>(Everything, Stop));
        await cell.PublishAsync([], Stop);
        // What waits is counted at once; what is under way besides, about a second later.
        await using (var client = await PlainClient.ConnectAsync(cell.RabbitMq))
            await Eventually.IsTrueAsync(
                async () => await client.WaitingAsync("batchrouter.bulk") + await client.WaitingAsync("batchrouter.urgent") == 0, ChaosSize.StandStill, Stop);
        await Eventually.IsTrueAsync(
            async () => (await cell.Servers.QueueDepthsAsync(cell.Name, Stop)).Where(queue => queue.Key is "batchrouter.bulk" or "batchrouter.urgent").All(queue => queue.Value == 0),
            ChaosSize.StandStill, Stop);
        Assert.Equal(before, (cell.Provider.Bill.TotalNanoUsd, await cell.ScalarAsync<string>(Everything, Stop)));
    }

    private const string Everything = """
        select md5((select string_agg(j::text, ';' order by job_id) from jobs j) || (select string_agg(a::text, ';' order by attempt_id) from attempts a)
            || (select string_agg(e::text, ';' order by attempt_id, kind) from entries e) || (select count(*) from rejections))
        """;
}
