using BatchRouter.Auditing;
using BatchRouter.Caching;
using BatchRouter.Conformance;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Postgres.Judging;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Postgres.Reading;
using BatchRouter.Postgres.Shipping;
using BatchRouter.Postgres.Siding;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using BatchRouter.Siding;
using Dapper;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>Postgres passes the suite that the simulator's store passes.</summary>
public sealed class PostgresStoreTests(MigratedDatabase<PostgresStoreTests> database)
    : StoreConformance, IStoreUnderTest, IClassFixture<MigratedDatabase<PostgresStoreTests>>
{
    private const string AddBudgetSql = """
        with added as (
            insert into budgets (scope, window_kind, limit_nano_usd, at_limit, soft, reserve_nano_usd, set_by)
            values (@scope, @window::budget_window, @limit, @atLimit::budget_policy, @isSoft, @reserve, 'command') returning budget_id),
        raised as (update budget_version set version = version + 1)
        select budget_id from added
        """;

    private const string SetLimitSql = """
        with changed as (update budgets set limit_nano_usd = @limit where budget_id = @budget),
        spread as (
            update accounts set limit_nano_usd = @limit where budget_id = @budget and (window_end is null or window_end > now()))
        update budget_version set version = version + 1
        """;

    IUnknownAttempts IStoreUnderTest.Unknown => new UnknownAttempts(database.Source);

    IAnswerCache IStoreUnderTest.Cache => new AnswerCache(database.Source, TimeProvider.System);

    ISideJobs IStoreUnderTest.Sides => new SideJobStore(database.Source, TimeProvider.System);

    IComparisons IStoreUnderTest.Comparisons => new Comparisons(database.Source, TimeProvider.System);

    protected override IStoreUnderTest Under => this;

    async Task<IJobStore> IStoreUnderTest.StoreAsync(Guid worker) => await database.StoreAsync(worker);

    async Task<IJobClaims> IStoreUnderTest.ClaimsAsync(Guid worker)
    {
        await new WorkerLease(database.Source, worker).BeatAsync(Stop);
        return database.Claims(worker);
    }

    async Task<IShipments> IStoreUnderTest.ShipmentsAsync(Guid worker)
    {
        await new WorkerLease(database.Source, worker).BeatAsync(Stop);
        return new ShipmentStore(database.Source, worker, new LeaseOptions(), database.Claims(worker), Given.NoModels);
    }

    async Task<IReadOnlyList<string>> IStoreUnderTest.AuditAsync() => (await new Auditor(database.Source).AuditAsync(5, Stop)).Checks
        .SelectMany(check => check.Differences.Select(difference => $"{check.Name}: {difference.RowName} {difference.What} {difference.Expected} {difference.Found}")).ToList();

    async Task<int> IStoreUnderTest.FindingsAsync(Guid shipment) =>
        await database.ScalarAsync<int>("select count(*)::int from shipment_findings where shipment_id = @shipment", new { shipment });

    Task IStoreUnderTest.LetDieAsync(Guid worker) => database.LetDieAsync(worker);

    Task IStoreUnderTest.EndAsync(Guid worker) => new WorkerLease(database.Source, worker).EndAsync(Stop);

    async Task<int> IStoreUnderTest.AddBudgetAsync(NewBudget budget) => await database.ScalarAsync<int>(AddBudgetSql, new
    {
        scope = budget.Scope,
        window = budget.Window.ToString().ToLowerInvariant(),
        limit = budget.LimitNanoUsd,
        atLimit = budget.AtLimit.ToString().ToLowerInvariant(),
        isSoft = budget.IsSoft,
        reserve = budget.ReserveNanoUsd,
    });

    Task IStoreUnderTest.SetLimitAsync(int budget, long limitNanoUsd) => database.ExecuteAsync(SetLimitSql, new { budget, limit = limitNanoUsd });

    Task<IReadOnlyList<Sums>> IStoreUnderTest.SumsAsync(int budget) => RowsAsync<Sums>(
        "select limit_nano_usd as \"limit\", posted_nano_usd as posted, held_nano_usd as held from accounts where budget_id = @budget order by window_start", new { budget });

    Task<IReadOnlyList<LedgerLine>> IStoreUnderTest.EntriesAsync(Guid attempt) => RowsAsync<LedgerLine>(
        "select kind::text, number, amount_nano_usd as amount, source_attempt as source from entries where attempt_id = @attempt order by number", new { attempt });

    Task<string?> IStoreUnderTest.AttemptStateAsync(Guid attempt) =>
        database.ScalarAsync<string>("select state::text from attempts where attempt_id = @attempt", new { attempt });

    Task<string?> IStoreUnderTest.JobStateAsync(JobKey key) =>
        database.ScalarAsync<string>("select state::text from jobs where project = @Project and job_id = @JobId", new { key.Project, key.JobId });

    private async Task<IReadOnlyList<T>> RowsAsync<T>(string sql, object parameters)
    {
        await using var connection = await database.Source.OpenConnectionAsync(Stop);
        return (await connection.QueryAsync<T>(sql, parameters)).ToList();
    }
}
