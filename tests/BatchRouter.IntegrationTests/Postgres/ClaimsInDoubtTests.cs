using BatchRouter.Conformance;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Postgres.Shipping;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>
/// Defect: a claim that was committed, though its reply was lost, stayed leased to a living worker that did not run it; so did a job
/// whose abandonment failed. Nobody took them up as long as the worker lived.
/// </summary>
public sealed class ClaimsInDoubtTests(MigratedDatabase<ClaimsInDoubtTests> database) : IClassFixture<MigratedDatabase<ClaimsInDoubtTests>>, IAsyncLifetime
{
    // With its end: "begin" names the level read committed.
    private const string Commit = "COMMIT\0";

    private readonly Guid _worker = Guid.NewGuid();
    private BreakableWay _way = null!;
    private NpgsqlDataSource _source = null!;
    private JobClaims _claims = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _way = new BreakableWay(database.Servers.Postgres);
        _source = PostgresConnections.ForWriting(_way.ConnectionString);
        _claims = new JobClaims(_source, _worker, new LeaseOptions());
        // Its connection waits in the pool: what breaks is the claim, not the greeting.
        await new WorkerLease(_source, _worker).BeatAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _way.DisposeAsync();
    }

    [Fact]
    public async Task ClaimExpired_WhoseReplyWasLost_IsGivenAgainByTheNextClaim()
    {
        var key = await OfADeadWorkerAsync();
        _way.LoseNextReply();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop));

        Assert.Equal((_worker, 2), await LeaseAsync(key));
        var row = Assert.Single(await _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop), row => row.Lease.Key == key);
        Assert.Equal(4, row.Lease.Fence);
        Assert.Equal(AttemptState.Unknown, Assert.Single(row.Attempts).State);
    }

    [Fact]
    public async Task ClaimDue_WhoseReplyWasLost_IsGivenAgainByTheNextClaim()
    {
        var key = await DueAsync();
        _way.LoseNextReply();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _claims.ClaimDueAsync(Now, 1_000, Stop));

        Assert.Equal((_worker, 2), await LeaseAsync(key));
        Assert.Single(await _claims.ClaimDueAsync(Now, 1_000, Stop), row => row.Lease.Key == key);
    }

    [Fact]
    public async Task ClaimRows_WhoseReplyWasLost_AreGivenAgainByTheNextClaim()
    {
        var parking = Given.Parking(null, $"m{Guid.NewGuid():n}");
        await (await database.StoreAsync(Guid.NewGuid())).OpenAsync(parking, Stop);
        var shipments = new ShipmentStore(_source, _worker, new LeaseOptions(), _claims, Given.NoModels);
        var shipment = Given.Shipment(Given.AttemptOf(parking).Candidate.Offer.Model.Name);
        var attempt = Given.AttemptOf(parking).Id;
        Assert.Equal(1, await shipments.FormAsync(shipment, (await shipments.ParkedAsync(Now.AddMinutes(2), 1_000, Stop)).Where(row => row.AttemptId == attempt).ToList(), Now, Stop));
        _way.LoseNextReply();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => shipments.ClaimRowsAsync(shipment.Id, [attempt], Stop));

        Assert.Equal((_worker, 3), await LeaseAsync(parking.Job.Key));
        Assert.Single(await shipments.ClaimRowsAsync(shipment.Id, [attempt], Stop));
    }

    // Any kind of claim frees what is in doubt: another worker may be the one to take it up.
    [Fact]
    public async Task ClaimDue_WhoseReplyWasLost_IsFreeForOthersAfterAnyNextClaim()
    {
        var key = await DueAsync();
        _way.LoseNextReply();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _claims.ClaimDueAsync(Now, 1_000, Stop));

        await _claims.ClaimFundedAsync(Now, 1_000, Stop);

        Assert.Equal((null, 3), await LeaseAsync(key));
        var another = await AnotherAsync(Guid.NewGuid());
        Assert.Single(await another.ClaimDueAsync(Now, 1_000, Stop), row => row.Lease.Key == key);
    }

    // The row must be judged as the commit leaves it, not as it was before.
    [Fact]
    public async Task ClaimExpired_WhoseCommitArrivesLate_IsGivenAgainByTheClaimThatWaited()
    {
        var key = await OfADeadWorkerAsync();
        _way.KeepBack(Commit);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop));
        Assert.NotEqual((_worker, 2), await LeaseAsync(key));

        var next = _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop);
        while (!next.IsCompleted && !await SomebodyWaitsAsync())
            Stop.ThrowIfCancellationRequested();
        await _way.DeliverAsync();

        Assert.Single(await next, row => row.Lease.Key == key);
    }

    [Fact]
    public async Task ClaimExpired_WhoseCommitTookNoEffect_LeavesAnothersClaimAlone()
    {
        var key = await OfADeadWorkerAsync();
        _way.KeepBack(Commit);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop));
        await EndTheOpenTransactionAsync(key);
        var other = Guid.NewGuid();
        var another = await AnotherAsync(other);
        Assert.Single(await another.ClaimExpiredAsync(Given.Now, 1_000, Stop), row => row.Lease.Key == key);

        Assert.DoesNotContain(await _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop), row => row.Lease.Key == key);

        Assert.Equal((other, 2), await LeaseAsync(key));
    }

    [Fact]
    public async Task Abandon_ThatFailed_IsDoneByTheNextClaim()
    {
        var opening = Samples.Opening();
        await (await database.StoreAsync(_worker)).OpenAsync(opening, Stop);
        _way.KeepBack("update jobs");

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => _claims.AbandonAsync(Samples.Running(opening), Stop));

        Assert.Equal((_worker, 1), await LeaseAsync(opening.Job.Key));
        var row = Assert.Single(await _claims.ClaimExpiredAsync(Given.Now, 1_000, Stop), row => row.Lease.Key == opening.Job.Key);
        Assert.Equal((3, 1), (row.Lease.Fence, row.Rescues));
    }

    // The loops and the consumers share one: a claim whose commit is under way is not in doubt to the others.
    [Fact]
    public async Task ClaimExpired_ManyAtOnceByOneWorker_AbandonsNoneOfItsOwn()
    {
        var dead = Guid.NewGuid();
        var store = await database.StoreAsync(dead);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => store.OpenAsync(Samples.Opening(), Stop)));
        await database.LetDieAsync(dead);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ClaimInTurnAsync(8)));

        var rows = claimed.SelectMany(rows => rows).ToList();
        Assert.NotEmpty(rows);
        foreach (var row in rows)
            Assert.Equal((_worker, row.Lease.Fence), await LeaseAsync(row.Lease.Key));
    }

    private async Task<List<ClaimedRow>> ClaimInTurnAsync(int times)
    {
        var rows = new List<ClaimedRow>();
        for (var i = 0; i < times; i++)
            rows.AddRange(await _claims.ClaimExpiredAsync(Given.Now, 3, Stop));
        return rows;
    }

    private async Task<JobKey> OfADeadWorkerAsync()
    {
        var (dead, opening) = (Guid.NewGuid(), Samples.Opening());
        await (await database.StoreAsync(dead)).OpenAsync(opening, Stop);
        await database.LetDieAsync(dead);
        return opening.Job.Key;
    }

    private async Task<JobKey> DueAsync()
    {
        var opening = Samples.Opening(Samples.Job(), new Move.Hold("rate", Now.AddSeconds(-1)));
        await (await database.StoreAsync(Guid.NewGuid())).OpenAsync(opening, Stop);
        return opening.Job.Key;
    }

    private async Task<JobClaims> AnotherAsync(Guid other)
    {
        await new WorkerLease(database.Source, other).BeatAsync(Stop);
        return database.Claims(other);
    }

    private Task<(Guid? Worker, long Fence)> LeaseAsync(JobKey key) => database.RowAsync<(Guid?, long)>(
        "select worker_id, fence from jobs where project = @Project and job_id = @JobId", new { key.Project, key.JobId });

    private Task<bool> SomebodyWaitsAsync() => database.ScalarAsync<bool>(
        "select exists (select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");

    // The lock is had when the claim's transaction is gone.
    private async Task EndTheOpenTransactionAsync(JobKey key)
    {
        await database.ScalarAsync<int>("""
            select count(pg_terminate_backend(pid))::int from pg_stat_activity
            where datname = current_database() and state = 'idle in transaction'
            """);
        await database.ScalarAsync<int>("select 1 from jobs where project = @Project and job_id = @JobId for update", new { key.Project, key.JobId });
    }
}
