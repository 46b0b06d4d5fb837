using BatchRouter.Contracts;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Worker.Messaging;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Urgent work has capacity that bulk work never takes.</summary>
public sealed class UrgentTests(Rig<UrgentTests> rig) : IClassFixture<Rig<UrgentTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Trap litellm#3246: no capacity is reserved for urgent work.
    [Fact]
    public async Task When_10000BulkJobsWait_Should_StartAnUrgentOneBefore200FurtherBulkJobs()
    {
        // Slow enough that bulk keeps all its places busy, and that its backlog lasts.
        rig.Models.Answer = async (_, stop) =>
        {
            await Task.Delay(100, stop);
            return AnsweringClient.Reply("4");
        };
        await using (var publisher = await JobPublisher.ConnectAsync(rig.Amqp, TimeProvider.System, Stop))
            await publisher.PublishAsync(Enumerable.Range(0, 10_000).Select(_ => PlainJob.Message(Guid.NewGuid())).ToAsyncEnumerable(), _ => { }, Stop);
        await using var client = await rig.ConnectAsync();
        var options = rig.Options();
        var host = await rig.StartAsync(options with { Messaging = options.Messaging with { BulkConcurrency = 64 } });
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("attempts") >= 200, TimeSpan.FromSeconds(20), Stop);
        Assert.True(await client.WaitingAsync(Topology.BulkQueue) > 5_000, "the backlog was gone before the test began");

        var id = Guid.NewGuid();
        var publishedAt = await rig.Database.ScalarAsync<DateTime>("select now()");
        await client.PublishAsync(PlainJob.Json(id, urgency: "urgent"), "urgent");
        await rig.SettledAsync(id);

        var further = await rig.CountAsync(
            """
            attempts a join jobs j using (project, job_id)
            where j.urgency = 'bulk' and a.started_at > @publishedAt
                and a.started_at < (select started_at from attempts where job_id = @id and number = 1)
            """, new { id, publishedAt });
        Assert.True(further < 200, $"{further} bulk jobs started before it");
        await rig.EndAsync(host);
    }
}
