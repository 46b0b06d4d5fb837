using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Sandbox.Simulation;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Batching;

/// <summary>Worker processes that end with SIGKILL between what a provider did and what is written of it. Another one finishes.</summary>
public sealed class KillTests(MigratedDatabase<KillTests> database) : IClassFixture<MigratedDatabase<KillTests>>
{
    private const int Rows = 12;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_BetweenTheCreateAndItsRecord_AdoptsTheBatch()
    {
        var (batches, kill) = (0, (Action?)null);
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript
        {
            BendBatch = (_, fate) =>
            {
                // The batch is made, and whoever asked for it is dead before it hears of it.
                if (Interlocked.Increment(ref batches) == 1)
                    kill!();
                return fate with { CompletesAfter = TimeSpan.FromHours(1) };
            },
        });
        var victim = world.StartProcess();
        kill = () => victim.KillAsync().GetAwaiter().GetResult();
        await world.SubmitAsync(Rows, BatchWorld<KillTests>.Patient);
        await world.UntilAsync(() => Task.FromResult(victim.HasExited));
        Assert.Equal(1, await world.ShipmentsAsync("state = 'in_doubt' and provider_id is null"));

        world.StartProcess();

        await world.EndedWellAsync();
        Assert.Equal(1, batches);
        Assert.Equal(Rows, world.Bill().Count);
        Assert.Equal(Rows, await world.JobsAsync("lane = 'batch' and attempts = 1"));
    }

    [Fact]
    public async Task Kill_BetweenReadingAndSettling_BuysNoAnsweredRowAgain()
    {
        await using var world = await BatchWorld.BeginAsync(database, new BatchScript { CompletesAfter = TimeSpan.FromHours(2) });
        var victim = world.StartProcess();
        await world.SubmitAsync(Rows, BatchWorld<KillTests>.Patient);
        await world.UntilAsync(async () => await world.ShipmentsAsync("state = 'sent'") == 1);
        await using (var connection = await database.Source.OpenConnectionAsync(Stop))
        await using (var lockedOut = await connection.BeginTransactionAsync(Stop))
        {
            // Nobody can write what became of these purchases: what is read cannot be settled.
            await using var locking = new NpgsqlCommand($"select attempt_id from attempts where project = '{world.Project}' for update", connection, lockedOut);
            await locking.ExecuteNonQueryAsync(Stop);
            await world.UntilAsync(async () => await world.JobsAsync("state = 'shipped' and worker_id is not null") == Rows);
            await victim.KillAsync();
        }

        world.StartProcess();

        await world.EndedWellAsync();
        Assert.Equal(Rows, world.Bill().Count);
        Assert.Equal(Rows, await world.AttemptsAsync("true"));
    }

    [Fact]
    public async Task Kill_DuringPromotion_BuysNoAnsweredRowAgainAndBooksWhatTheDeadBought()
    {
        // An hour of thinking: the calls of the way back are under way when their worker dies.
        await using var world = await BatchWorld.BeginAsync(
            database,
            new BatchScript { BendBatch = (_, fate) => fate with { CompletesAfter = TimeSpan.FromHours(9), Waits = 0, CancelTakes = TimeSpan.FromMinutes(5) } },
            change: model => model with { Latency = new(3_400_000, 3_500_000) });
        var victim = world.StartProcess();
        await victim.Ready;
        await world.SubmitAsync(Rows, BatchWorld<KillTests>.Promoted);
        await world.UntilAsync(async () => await world.JobsAsync("state in ('parked', 'shipped')") == 0 && await world.AttemptsAsync("lane = 'sync' and state = 'started'") >= 3
            && await world.AllReachedTheProviderAsync());
        await victim.KillAsync();
        var dying = await world.AttemptsAsync("lane = 'sync' and state = 'started'");
        Assert.True(dying > 0, "the way back was over before the kill");

        world.StartProcess();

        await world.SettledAsync();
        await world.UntilAsync(async () => await world.AttemptsAsync("state in ('started', 'unknown')") == 0 && await world.ShipmentsAsync("closed_at is null") == 0);
        await world.MoneyIsRightAsync();
        Assert.Equal(Rows, await world.JobsAsync("answer_attempt is not null"));
        // Twice bought is only what died with its worker.
        var answered = await world.JobsAsync("lane = 'batch'");
        Assert.InRange(answered, 1, Rows - 1);
        Assert.Equal(answered, await world.JobsAsync("lane = 'batch' and attempts = 1"));
        Assert.InRange(world.Bill().Count, Rows, Rows + dying);
    }
}
