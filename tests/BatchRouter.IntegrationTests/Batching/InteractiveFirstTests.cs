using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>What a provider allows per minute is shared out among all workers, and the urgent have a part of it.</summary>
public sealed class InteractiveFirstTests(MigratedDatabase<InteractiveFirstTests> database) : IClassFixture<MigratedDatabase<InteractiveFirstTests>>
{
    // batch traffic eats the interactive users' rate limit: llm-d batch-gateway#413; reserve capacity for urgent work: litellm#3246
    [Fact]
    public async Task RateLimit_ThatBulkWaitsFor_HasRoomForAnUrgentJob_llmd413_litellm3246()
    {
        const int bulk = 16;
        // One a second for bulk jobs, of which five have gathered, and as much for urgent ones.
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript(), new BatchSettings { RequestsPerMinute = 120, UrgentShare = 0.5 });
        await world.WorkAsync();
        await world.WorkAsync();
        await world.SubmitAsync(bulk, BatchWorld<InteractiveFirstTests>.Patient, task: "at-once");
        await world.UntilAsync(async () => await world.JobsAsync("state = 'settled'") >= 5 && await world.AttemptsAsync("state = 'started'") > 0);

        await world.SubmitAsync(1, BatchWorld<InteractiveFirstTests>.Patient, task: "at-once", urgency: "urgent");
        await world.UntilAsync(async () => await world.JobsAsync("urgency = 'urgent' and state = 'settled'") == 1);
        Assert.InRange(await world.JobsAsync("urgency = 'bulk' and state = 'settled'"), 5, bulk - 2);

        await world.EndedWellAsync();
        Assert.Equal(bulk + 1, world.Bill().Count);
    }
}
