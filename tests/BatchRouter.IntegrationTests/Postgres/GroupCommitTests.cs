using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using BatchRouter.Scoring;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>Many writes, one commit: nothing is dropped, nothing is written twice, and a bad record stands alone.</summary>
public sealed class GroupCommitTests(MigratedDatabase<GroupCommitTests> database) : IClassFixture<MigratedDatabase<GroupCommitTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Trap litellm#29292: only the first 100 rows of a flush were kept.
    [Fact]
    public async Task AGroupOf500_IsWrittenWhole()
    {
        var store = await database.StoreAsync(Guid.NewGuid(), new GroupCommitOptions { Connections = 1, Linger = TimeSpan.FromMilliseconds(50) });
        var openings = Enumerable.Range(0, 500).Select(_ => Samples.Opening()).ToList();

        var opened = await Task.WhenAll(openings.Select(opening => store.OpenAsync(opening, Stop)));
        var settled = await Task.WhenAll(openings.Select(opening => store.AdvanceAsync(Samples.Settling(opening), Stop)));
        foreach (var opening in openings)
            store.MarkAnnounced(opening.Job.Key);
        // Nobody waits for a mark; the end of the store writes those that are left.
        await store.DisposeAsync();

        Assert.All(opened, result => Assert.Equal(new OpenResult.Opened(), result));
        Assert.All(settled, result => Assert.Equal(new AdvanceResult.Advanced(), result));
        Assert.Equal(500, await CountAsync("jobs j", "state = 'settled' and announced_at is not null", openings));
        foreach (var table in (string[])["requests j", "decisions j", "attempts j join entries using (attempt_id)", "attempts j join outputs using (attempt_id)"])
            Assert.Equal(500, await CountAsync(table, "true", openings));
    }

    // Trap rabbitmq-website#2207: one poison message takes its prefetched neighbours along.
    [Fact]
    public async Task OnePoisonOpening_NeverFailsItsNeighbours()
    {
        var store = await database.StoreAsync(Guid.NewGuid(), new GroupCommitOptions { Connections = 1, Linger = TimeSpan.FromMilliseconds(50) });
        var openings = Enumerable.Range(0, 60).Select(_ => Samples.Opening()).ToList();
        // Postgres holds no U+0000 in text.
        var poison = Samples.Opening(Samples.Job() with { Task = "a\0b" });
        openings.Insert(17, poison);

        var writes = openings.Select(opening => store.OpenAsync(opening, Stop)).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => writes[17]);
        writes.RemoveAt(17);
        Assert.All(await Task.WhenAll(writes), result => Assert.Equal(new OpenResult.Opened(), result));
        Assert.Equal(0, await CountAsync("jobs j", "true", [poison]));
        Assert.Equal(60, await CountAsync("attempts j", "state = 'started'", openings));
    }

    [Fact]
    public async Task OnePoisonTurn_NeverFailsItsNeighbours()
    {
        var store = await database.StoreAsync(Guid.NewGuid(), new GroupCommitOptions { Connections = 1, Linger = TimeSpan.FromMilliseconds(50) });
        var openings = Enumerable.Range(0, 60).Select(_ => Samples.Opening()).ToList();
        await Task.WhenAll(openings.Select(opening => store.OpenAsync(opening, Stop)));

        var writes = openings.Select((opening, i) => store.AdvanceAsync(i == 23 ? Poison(opening) : Samples.Settling(opening), Stop)).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => writes[23]);
        writes.RemoveAt(23);
        Assert.All(await Task.WhenAll(writes), result => Assert.Equal(new AdvanceResult.Advanced(), result));
        Assert.Equal(59, await CountAsync("jobs j", "state = 'settled'", openings));
        Assert.Equal(59, await CountAsync("attempts j join entries using (attempt_id)", "true", openings));
        Assert.Equal(1, await CountAsync("attempts j", "state = 'started'", openings));
    }

    // The commit whose reply was lost: whoever asked must be told what became of it, and nothing may be written twice.
    [Fact]
    public async Task ConnectionsAreKilledUnder1000Writes_EachCompletesExactlyOnce()
    {
        var store = await database.StoreAsync(Guid.NewGuid(), new GroupCommitOptions { GroupSize = 5, RetryPause = TimeSpan.FromMilliseconds(1) });
        var openings = Enumerable.Range(0, 1_000).Select(_ => Samples.Opening()).ToList();
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var killer = KillConnectionsAsync(finished.Token);

        var opened = await Task.WhenAll(openings.Select(opening => store.OpenAsync(opening, Stop)));
        var settled = await Task.WhenAll(openings.Select(opening => store.AdvanceAsync(Samples.Settling(opening), Stop)));
        await finished.CancelAsync();
        var killed = await killer;

        Assert.True(killed > 10, $"only {killed} connections were killed");
        Assert.All(opened, result => Assert.Equal(new OpenResult.Opened(), result));
        Assert.All(settled, result => Assert.Equal(new AdvanceResult.Advanced(), result));
        Assert.Equal(1_000, await CountAsync("jobs j", "state = 'settled' and fence = 2", openings));
        Assert.Equal(1_000, await CountAsync("attempts j join entries using (attempt_id)", "true", openings));
        Assert.Equal(1_000, await CountAsync("attempts j join outputs using (attempt_id)", "true", openings));
    }

    [Fact]
    public async Task Disposing_CommitsWhatWasAskedForBefore()
    {
        var store = await database.StoreAsync(Guid.NewGuid());
        var openings = Enumerable.Range(0, 50).Select(_ => Samples.Opening()).ToList();
        var writes = openings.Select(opening => store.OpenAsync(opening, Stop)).ToList();

        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(writes), result => Assert.Equal(new OpenResult.Opened(), result));
    }

    private static Turn Poison(Opening opening)
    {
        var end = Samples.Replied(Samples.AttemptOf(opening)) with { Score = new Score(2, []) };
        return Samples.Turn(Samples.Running(opening), end, Samples.Accepted(end));
    }

    private async Task<long> KillConnectionsAsync(CancellationToken stop)
    {
        await using var admin = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.Servers.Postgres) { ApplicationName = "killer" });
        var killed = 0L;
        while (!stop.IsCancellationRequested)
        {
            await using var kill = admin.CreateCommand("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where datname = current_database() and application_name = 'batchrouter worker' and pid <> pg_backend_pid()
                """);
            killed += (long)(await kill.ExecuteScalarAsync(CancellationToken.None))!;
            // Long enough for a connection to be made and some groups to be committed.
            await Task.Delay(40, CancellationToken.None);
        }

        return killed;
    }

    private Task<long> CountAsync(string from, string where, IEnumerable<Opening> openings) => database.ScalarAsync<long>(
        $"select count(*) from {from} where j.job_id = any(@ids) and ({where})", new { ids = openings.Select(opening => opening.Job.Key.JobId).ToArray() });
}
