using BatchRouter.Budgeting;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Postgres.Storing;
using BatchRouter.Running;
using Dapper;
using Xunit;

namespace BatchRouter.IntegrationTests.Budgeting;

/// <summary>Many writers at the same accounts, each on connections of its own.</summary>
public sealed class AccountRaceTests(MigratedDatabase<AccountRaceTests> database) : IClassFixture<MigratedDatabase<AccountRaceTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Traps litellm#34732 #40095 #26672, one-api#2440, gbrain#4365: check, then increment. litellm#31866: counters of entities deadlock.
    [Fact]
    public async Task When_EightWritersRaceForOneBudget_Should_HoldExactlyAsMuchAsFits()
    {
        const int Fit = 400;
        var (project, labels) = ($"race{Guid.NewGuid():N}"[..20], new Dictionary<string, string> { ["customer"] = "acme" });
        await SetAsync("all", 1_000_000_000);
        await SetAsync($"project:{project}", Fit * Samples.Hold);
        await SetAsync($"project:{project}", 2 * Fit * Samples.Hold, BudgetWindow.Hour);
        await SetAsync("label:customer=acme", 1_000_000_000);
        var stores = await StoresAsync(8);
        var openings = Enumerable.Range(0, 2_000).Select(_ => Opening(project, labels)).ToList();

        var results = await Task.WhenAll(openings.Select((opening, i) => stores[i % 8].OpenAsync(opening, Stop)));

        Assert.Equal(Fit, results.Count(result => result is OpenResult.Opened));
        Assert.All(results.OfType<OpenResult.OverBudget>(), refused => Assert.False(refused.Refusal.IsFull));
        Assert.Equal((0L, Fit * Samples.Hold, Fit * Samples.Hold), await SumsAsync($"project:{project}"));

        var opened = openings.Zip(results).Where(pair => pair.Second is OpenResult.Opened).Select(pair => pair.First).ToList();
        await Task.WhenAll(opened.Select((opening, i) => stores[openings.IndexOf(opening) % 8].AdvanceAsync(Samples.Settling(opening), Stop)));
        Assert.Equal((Fit * Samples.Charge, 0L, Fit * Samples.Hold), await SumsAsync($"project:{project}"));
        Assert.Equal(opened.Count, await database.ScalarAsync<long>(
            "select count(*) from attempts join entries using (attempt_id) where project = @project and cardinality(accounts) = 4", new { project }));
    }

    // Trap litellm#31866: per-entity counter updates deadlock. Every writer asks for its accounts in another order.
    [Fact]
    public async Task When_WritersAskForManyAccountsInAnyOrder_Should_NeverDeadlock()
    {
        const int Labels = 12;
        for (var i = 0; i < Labels; i++)
            await SetAsync($"label:k{i}=v", 1_000_000_000);
        var before = await DeadlocksAsync();
        var stores = await StoresAsync(6);
        var random = new Random(4);
        var results = await Task.WhenAll(Enumerable.Range(0, 1_200).Select(i => stores[i % 6].OpenAsync(
            Opening("deadlock", Enumerable.Range(0, Labels).OrderBy(_ => random.Next()).Take(4).ToDictionary(label => $"k{label}", _ => "v")), Stop)));
        Assert.All(results, result => Assert.IsType<OpenResult.Opened>(result));
        Assert.Equal(before, await DeadlocksAsync());
        Assert.Equal(4 * 1_200 * Samples.Hold, await database.ScalarAsync<long>(
            "select sum(held_nano_usd)::bigint from accounts join budgets using (budget_id) where scope like 'label:k%'"));
    }

    // At the start of every hour and day all workers open the same accounts at once; the later one's job went to the error queue.
    [Fact]
    public async Task When_AnotherWriterIsJustOpeningTheAccount_Should_WaitForItAndOpenTheJob()
    {
        await SetAsync("project:forestalled", 10 * Samples.Hold);
        var store = (await StoresAsync(1))[0];
        await using var other = await database.Source.OpenConnectionAsync(Stop);
        await using var opening = await other.BeginTransactionAsync(Stop);
        await other.ExecuteAsync("""
            insert into accounts (budget_id, window_start, limit_nano_usd, soft)
            select budget_id, '1970-01-01Z', limit_nano_usd, soft from budgets where scope = 'project:forestalled'
            """, transaction: opening);
        var opened = store.OpenAsync(Opening("forestalled", new Dictionary<string, string>()), Stop);
        await Eventually.IsTrueAsync(() => database.ScalarAsync<bool>(
            "select exists (select 1 from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0)"),
            TimeSpan.FromSeconds(30), Stop);
        await opening.CommitAsync(Stop);

        Assert.IsType<OpenResult.Opened>(await opened);
        Assert.Equal((0L, Samples.Hold, Samples.Hold), await SumsAsync("project:forestalled"));
    }

    // Whatever a writer believes: the database refuses a hold beyond the limit of a hard account.
    [Fact]
    public async Task When_SumsAreRaisedBehindTheAccountsBack_Should_BeRefused()
    {
        await SetAsync("project:guard", 100);
        var stores = await StoresAsync(1);
        Assert.IsType<OpenResult.OverBudget>(await stores[0].OpenAsync(Opening("guard", new Dictionary<string, string>()), Stop));
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => database.ExecuteAsync(
            "update accounts set held_nano_usd = 101 where budget_id = (select budget_id from budgets where scope = 'project:guard')"));
        Assert.Equal("BR001", refused.SqlState);
    }

    // Traps litellm#27639 and #40050: reservations leak, and a budget refuses work that was never paid for. An outage that answers every
    // call with a complete error gives back what it took, every time.
    [Fact]
    public async Task When_EveryCallEndsInACompleteError_Should_FreezeNoBudget()
    {
        await SetAsync("project:outage", Samples.Hold);
        var store = (await StoresAsync(1))[0];
        for (var i = 0; i < 30; i++)
        {
            var opening = Opening("outage", new Dictionary<string, string>());
            Assert.IsType<OpenResult.Opened>(await store.OpenAsync(opening, Stop));
            var failed = Samples.Failed(Samples.AttemptOf(opening));
            await store.AdvanceAsync(Samples.Turn(Samples.Running(opening), failed, Samples.Exhausted()), Stop);
        }

        Assert.Equal((0L, 0L, Samples.Hold), await SumsAsync("project:outage"));
    }

    // A budget that is set while writers run counts from the first commit after it, and a lowered limit refuses the next hold.
    [Fact]
    public async Task When_ALimitChangesWhileWorkRuns_Should_HoldForTheNextHold()
    {
        var store = (await StoresAsync(1))[0];
        var nobody = new Dictionary<string, string>();
        Assert.IsType<OpenResult.Opened>(await store.OpenAsync(Opening("change", nobody), Stop));
        await SetAsync("project:change", Samples.Hold);
        Assert.IsType<OpenResult.Opened>(await store.OpenAsync(Opening("change", nobody), Stop));
        Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Opening("change", nobody), Stop));
        await SetAsync("project:change", 2 * Samples.Hold);
        Assert.IsType<OpenResult.Opened>(await store.OpenAsync(Opening("change", nobody), Stop));
        await SetAsync("project:change", 1);
        var refused = Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Opening("change", nobody), Stop));
        Assert.Equal((1L, 2 * Samples.Hold), (refused.Refusal.LimitNanoUsd, refused.Refusal.HeldNanoUsd));
        Assert.True(await new BudgetStore(database.Source).RemoveAsync(BudgetScope.Parse("project:change"), BudgetWindow.Total, Stop));
        Assert.IsType<OpenResult.Opened>(await store.OpenAsync(Opening("change", nobody), Stop));
    }

    private Task SetAsync(string scope, long limit, BudgetWindow window = BudgetWindow.Total) => new BudgetStore(database.Source).SetAsync(
        new Budget { Scope = BudgetScope.Parse(scope), Window = window, Zone = TimeZoneInfo.Utc, LimitNanoUsd = limit }, TimeProvider.System.GetUtcNow(), Stop);

    private async Task<List<PostgresJobStore>> StoresAsync(int count)
    {
        var stores = new List<PostgresJobStore>();
        for (var i = 0; i < count; i++)
            stores.Add(await database.StoreAsync(Guid.NewGuid(), new GroupCommitOptions { GroupSize = 40 }));
        return stores;
    }

    private static Opening Opening(string project, IReadOnlyDictionary<string, string> labels)
    {
        var job = Samples.Job() with { Key = new JobKey(project, Guid.NewGuid()), Labels = labels };
        return Samples.Opening(job, new Move.Start(Samples.Attempt(), Payer.Of(job, null), true));
    }

    private Task<long> DeadlocksAsync() => database.ScalarAsync<long>("select deadlocks from pg_stat_database where datname = current_database()");

    private Task<(long Posted, long Held, long Peak)> SumsAsync(string scope) => database.RowAsync<(long, long, long)>(
        "select posted_nano_usd, held_nano_usd, peak_nano_usd from accounts join budgets using (budget_id) where scope = @scope and window_kind = 'total'", new { scope });
}
