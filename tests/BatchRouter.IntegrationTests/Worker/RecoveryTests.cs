using BatchRouter.Catalog;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>What held, rescued, poisoned and unannounced jobs come to.</summary>
public sealed class RecoveryTests(WorkingRig<RecoveryTests> rig) : IClassFixture<WorkingRig<RecoveryTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_AProviderAsksForALongPause_Should_HoldAcknowledgeAndWake()
    {
        await using var client = await rig.ConnectAsync();
        var id = Guid.NewGuid();
        rig.Models.Answer = (call, _) => Task.FromResult<CallResult>(rig.Models.Calls.Count(other => other.Job.Key == call.Job.Key) == 1
            ? new CallResult.Failed(FailureKind.RateLimited, false, "HTTP 429", TimeSpan.FromSeconds(4)) { Elapsed = TimeSpan.Zero }
            : AnsweringClient.Reply("4"));

        await client.PublishAsync(PlainJob.Json(id).Replace("sums", "patient", StringComparison.Ordinal));
        await rig.StateAsync(id, "held");

        Assert.Equal(1, await rig.CountAsync("jobs where job_id = @id and held_reason = 'rate' and wake_at > now() and worker_id is null", new { id }));
        Assert.Equal(0, await rig.CountAsync("attempts where job_id = @id and state in ('started', 'unknown')", new { id }));
        await Eventually.IsTrueAsync(
            async () => (await rig.Database.Servers.Servers.QueueDepthsAsync(rig.Database.Servers.Name, Stop)).GetValueOrDefault("batchrouter.bulk") == 0,
            TimeSpan.FromSeconds(10), Stop);
        await rig.SettledAsync(id);
        Assert.Equal("wake", await rig.Database.ScalarAsync<string>("select purpose::text from attempts where job_id = @id and number = 2", new { id }));
        Assert.Equal(1, await rig.CountAsync("attempts a join entries using (attempt_id) where a.job_id = @id", new { id }));
    }

    // Defect: a settlement that Postgres refused left its job running for ever under a worker that lived on.
    [Fact]
    public async Task When_ASettlementIsRefusedForGood_Should_EndTheJobAsPoisonAndServeItsNeighbours()
    {
        await using var client = await rig.ConnectAsync();
        var (before, poison, after) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        // No price makes a negative charge; a broken provider library might.
        rig.Models.Answer = (call, _) => Task.FromResult<CallResult>(call.Job.Key.JobId == poison
            ? new CallResult.Replied(new Answer { Text = "4" }, new Usage(-1_000_000, 0, 0, 0)) { Elapsed = TimeSpan.Zero }
            : AnsweringClient.Reply("4"));

        await client.PublishAsync(PlainJob.Json(before));
        await client.PublishAsync(PlainJob.Json(poison));
        await client.PublishAsync(PlainJob.Json(after));

        await rig.SettledAsync(before);
        await rig.SettledAsync(after);
        await rig.SettledAsync(poison, 40);
        Assert.Equal(1, await rig.CountAsync("jobs where job_id = @poison and outcome = 'exhausted' and reason in ('poison', 'attempts_cap')", new { poison }));
        Assert.Equal(0, await rig.CountAsync("attempts a join entries using (attempt_id) where a.job_id = @poison", new { poison }));
        Assert.Equal(0, await rig.CountAsync("attempts where job_id = @poison and state <> 'unknown'", new { poison }));
    }

    [Fact]
    public async Task When_AWorkerDiedBetweenSettlingAndTelling_Should_TellByTheSweeper()
    {
        await using var client = await rig.ConnectAsync();
        var settled = await client.ListenAsync("batchrouter.settled");
        var worker = Guid.NewGuid();
        var store = await rig.Database.StoreAsync(worker);
        var opening = Samples.Opening(Samples.Job() with { Key = new Jobs.JobKey("shop", Guid.NewGuid()) });
        await store.OpenAsync(opening, Stop);
        await store.AdvanceAsync(Samples.Settling(opening), Stop);
        await rig.Database.LetDieAsync(worker);

        var message = await settled.OneAsync(opening.Job.Key.JobId);

        Assert.Equal("4", message.GetProperty("output").GetString());
        await Eventually.IsTrueAsync(
            async () => await rig.CountAsync("jobs where job_id = @JobId and announced_at is not null", new { opening.Job.Key.JobId }) == 1, TimeSpan.FromSeconds(10), Stop);
    }

    // Defect: one end that could not be told kept all the others from being told.
    [Fact]
    public async Task When_OneEndCannotBeTold_Should_TellItsNeighbours()
    {
        await using var client = await rig.ConnectAsync();
        var rejected = await client.ListenAsync("batchrouter.rejected");
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        // No broker takes a routing key of 300 bytes.
        const string sql = """
            insert into rejections (job_id, body_hash, project, field, code, reason, body, rejected_at)
            values (@id, '\x01', @project, '$', 'missing', '', '\x00', now() - interval '1 minute')
            """;
        await rig.Database.ExecuteAsync(sql, new { id = bad, project = new string('p', 300) });
        await rig.Database.ExecuteAsync(sql, new { id = good, project = "shop" });

        await rejected.OneAsync(good);

        await rig.Database.ExecuteAsync("update rejections set announced_at = now() where job_id = @bad", new { bad });
    }

    [Fact]
    public async Task When_AWorkerDied_Should_RescueItsJobsWithANewAttempt()
    {
        var worker = Guid.NewGuid();
        var store = await rig.Database.StoreAsync(worker);
        var id = Guid.NewGuid();
        var job = Samples.Job(id, PlainJob.Json(id)) with { Key = new Jobs.JobKey("shop", id) };
        var opening = Samples.Opening(job);
        await store.OpenAsync(opening, Stop);
        await rig.Database.LetDieAsync(worker);

        await rig.SettledAsync(id);

        Assert.Equal("unknown", await rig.Database.ScalarAsync<string>("select state::text from attempts where job_id = @id and number = 1", new { id }));
        Assert.Equal("rescue", await rig.Database.ScalarAsync<string>("select purpose::text from attempts where job_id = @id and number = 2", new { id }));
        Assert.Equal(1, await rig.CountAsync("jobs where job_id = @id and rescues = 1", new { id }));
    }

    [Fact]
    public async Task TheHeartbeat_KeepsItsWorkerAlive()
    {
        const string sql = "select heartbeat_at::text from workers where ended_at is null and heartbeat_at > now() - interval '1 minute' order by started_at limit 1";
        var first = await rig.Database.ScalarAsync<string>(sql);

        await Eventually.IsTrueAsync(async () => await rig.Database.ScalarAsync<string>(sql) != first, TimeSpan.FromSeconds(10), Stop);
    }
}
