using BatchRouter.Budgeting;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Postgres.Budgeting;
using Xunit;

namespace BatchRouter.IntegrationTests.Budgeting;

public sealed class BudgetStoreTests(MigratedDatabase<BudgetStoreTests> database) : IClassFixture<MigratedDatabase<BudgetStoreTests>>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private BudgetStore Store => new(database.Source);

    [Fact]
    public async Task Apply_ConfigurationsTable_SetsChangesAndRemovesItsOwnOnly()
    {
        await Store.SetAsync(Budget("project:kept", 7), Now, Stop);
        await Store.ApplyAsync([Budget("project:a", 1), Budget("project:b", 2), Budget("project:kept", 99)], Now, Stop);
        Assert.Equal([("project:a", 1L, "configuration"), ("project:b", 2, "configuration"), ("project:kept", 7, "command")], await ListAsync());
        await Store.ApplyAsync([Budget("project:b", 3)], Now, Stop);
        Assert.Equal([("project:b", 3L, "configuration"), ("project:kept", 7, "command")], await ListAsync());
        await Store.SetAsync(Budget("project:b", 4), Now, Stop);
        await Store.ApplyAsync([], Now, Stop);
        Assert.Equal([("project:b", 4L, "command"), ("project:kept", 7, "command")], await ListAsync());
        await CleanAsync();
    }

    // Every worker applies its table when it starts: the same again must not make all writers read the budgets anew.
    [Fact]
    public async Task Apply_TheSameAgain_ChangesNoVersion()
    {
        await Store.ApplyAsync([Budget("project:same", 1)], Now, Stop);
        var version = await VersionAsync();
        await Store.ApplyAsync([Budget("project:same", 1)], Now, Stop);
        Assert.Equal(version, await VersionAsync());
        await Store.ApplyAsync([Budget("project:same", 2)], Now, Stop);
        Assert.Equal(version + 1, await VersionAsync());
        await CleanAsync();
    }

    // What was removed by command stays removed, though the configuration still names it.
    [Fact]
    public async Task Apply_RemovedByCommand_StaysRemoved()
    {
        await Store.ApplyAsync([Budget("project:gone", 1)], Now, Stop);
        Assert.True(await Store.RemoveAsync(BudgetScope.Parse("project:gone"), BudgetWindow.Day, Stop));
        await Store.ApplyAsync([Budget("project:gone", 1)], Now, Stop);
        Assert.Empty(await ListAsync());
        Assert.False(await Store.RemoveAsync(BudgetScope.Parse("project:gone"), BudgetWindow.Day, Stop));
    }

    private static Budget Budget(string scope, long limit) =>
        new() { Scope = BudgetScope.Parse(scope), Window = BudgetWindow.Day, Zone = TimeZoneInfo.Utc, LimitNanoUsd = limit };

    private async Task<IEnumerable<(string, long, string)>> ListAsync() =>
        (await Store.ListAsync(null, 1, Now, Stop)).Select(state => (state.Scope, state.LimitNanoUsd, state.SetBy));

    private Task<long> VersionAsync() => database.ScalarAsync<long>("select version from budget_version");

    private Task<int> CleanAsync() => database.ExecuteAsync("delete from budgets");
}
