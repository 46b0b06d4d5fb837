using BatchRouter.IntegrationTests.Servers;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>A budget of side jobs binds them and nobody else.</summary>
public sealed class SideBudgetTests(Rig<SideBudgetTests> rig) : IClassFixture<Rig<SideBudgetTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_AuditsHaveNoBudget_Should_ConcludeThatNothingIsKnown_AndLeaveTheUserAlone()
    {
        await rig.Database.ExecuteAsync(
            """
            with added as (insert into budgets (scope, window_kind, limit_nano_usd, at_limit, set_by) values ('label:batchrouter.side=audit', 'total', 1, 'reject', 'command'))
            update budget_version set version = version + 1
            """);
        var host = await rig.StartAsync(SideTests.Options(rig.Options()));
        await using var client = await rig.ConnectAsync();
        var id = Guid.NewGuid();

        await client.PublishAsync(PlainJob.Json(id));

        await rig.SettledAsync(id);
        await Eventually.IsTrueAsync(
            async () => await rig.Database.ScalarAsync<string>("select reason from audits where job_id = @id", new { id }) == "budget_exceeded", TimeSpan.FromSeconds(30), Stop);
        await rig.EndAsync(host);
        Assert.Equal("accepted", await rig.Database.ScalarAsync<string>("select outcome::text from jobs where job_id = @id", new { id }));
    }
}
