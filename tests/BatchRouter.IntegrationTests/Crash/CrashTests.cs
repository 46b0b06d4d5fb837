using System.Collections.Concurrent;
using BatchRouter.Cli.Demo;
using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.IntegrationTests.Worker;
using BatchRouter.Postgres.Reading;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Settling;
using BatchRouter.Worker.Messaging;
using Xunit;

namespace BatchRouter.IntegrationTests.Crash;

/// <summary>Worker processes that end with SIGKILL.</summary>
public sealed class CrashTests(MigratedDatabase<CrashTests> database) : IClassFixture<MigratedDatabase<CrashTests>>
{
    private const int Jobs = 2_000;
    private const int InFlight = 300;
    private const int OfTheVictim = 150;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_AWorkerIsKilledWith300JobsInFlight_Should_LoseNoneSettleNoneTwiceAndMatchTheBill()
    {
        await using var provider = await SimulatedProvider.StartAsync(
            new SimulatedProviderOptions { Seed = 5, Models = [.. DefaultFleet.Models.Select(model => model with { Latency = new(1_200, 2_000) })] }, Stop);
        using var files = new DemoFiles(provider);
        var work = DemoWork.Generated(Jobs, seed: 5);
        var confirmed = new ConcurrentBag<Guid>();
        await using (var publisher = await JobPublisher.ConnectAsync(database.Servers.Amqp, TimeProvider.System, Stop))
            await publisher.PublishAsync(work.SubmitAsync(new ScaledClock(1), Stop), job => confirmed.Add(job.JobId), Stop);
        Assert.Equal(Jobs, confirmed.Count);
        await using var client = await PlainClient.ConnectAsync(database.Servers.Amqp);
        var settled = await client.ListenAsync("batchrouter.settled");

        await using var victim = Start(files, provider);
        await using var survivor = Start(files, provider);
        await Task.WhenAll(victim.Ready, survivor.Ready).WaitAsync(TimeSpan.FromSeconds(60), Stop);
        await Eventually.IsTrueAsync(
            async () => await StartedAsync() >= InFlight && await StartedAsync(victim.Id) >= OfTheVictim, TimeSpan.FromSeconds(60), Stop);
        await victim.KillAsync();
        Assert.True(await StartedAsync() >= InFlight, "the jobs were through before the kill");
        await using var fresh = Start(files, provider);

        await Eventually.IsTrueAsync(
            async () => await database.ScalarAsync<long>("select count(*) from jobs where ended_at is not null") == Jobs, TimeSpan.FromSeconds(120), Stop);

        var reader = new JobReader(database.Source);
        Assert.Empty(confirmed.Except(await reader.EndedIdsAsync(Stop)));
        Assert.Equal(Jobs, (await reader.CountAsync(null, Stop)).Settled);
        // It died over something, or this test shows nothing.
        Assert.True(await database.ScalarAsync<long>("select count(*) from attempts where failure = 'lease_lost'") >= OfTheVictim / 2);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from attempts where state = 'started'"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from (select from entries group by attempt_id having count(*) > 1) twice"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from jobs j where answer_attempt is not null and not exists (select 1 from entries e where e.attempt_id = j.answer_attempt)"));
        Assert.Empty(BillMatch.Compare(Billed(provider), await reader.BookedAsync(Stop)));
        // The provider's own records say what became of the calls that died with their worker; what never reached it is assumed.
        await Eventually.IsTrueAsync(
            async () => await database.ScalarAsync<long>("select count(*) from attempts where state = 'unknown'") == 0, TimeSpan.FromSeconds(30), Stop);
        Assert.Empty(BillMatch.Compare(Billed(provider), await reader.BookedAsync(Stop)));

        // What died between settling and telling is told by another worker.
        await Eventually.IsTrueAsync(
            async () => await database.ScalarAsync<long>("select count(*) from jobs where announced_at is null") == 0, TimeSpan.FromSeconds(30), Stop);
        await Eventually.IsTrueAsync(
            () => Task.FromResult(confirmed.Except(settled.Messages.Select(pair => pair.Message.GetProperty("jobId").GetGuid())).Any() is false), TimeSpan.FromSeconds(10), Stop);
    }

    private WorkerProcess Start(DemoFiles files, SimulatedProvider provider) => WorkerProcess.Start(
        ["--catalog", files.Catalog.FullName, "--config", files.Policy.FullName, "--lease-seconds", "3", "--assume-after-seconds", "5"],
        new Dictionary<string, string>
        {
            ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres,
            ["BATCHROUTER_RABBITMQ"] = database.Servers.Amqp.ToString(),
            [DemoFiles.KeyVariable] = provider.ApiKey,
        });

    private Task<long> StartedAsync() => database.ScalarAsync<long>("select count(*) from attempts where state = 'started'");

    private Task<long> StartedAsync(int processId) => database.ScalarAsync<long>(
        """
        select count(*) from attempts a join jobs j using (project, job_id) join workers w on w.worker_id = j.worker_id
        where a.state = 'started' and w.process_id = @processId
        """, new { processId });

    private static IEnumerable<BilledAttempt> Billed(SimulatedProvider provider) =>
        provider.Bill.Lines().Select(line => new BilledAttempt(Guid.Parse(line.ClientRequestId!), line.AmountNanoUsd));
}
