using BatchRouter.Budgeting;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Budgeting;

public sealed class BudgetLookTests : IBudgetLevels
{
    private readonly BudgetPressure _pressure = new();
    private int _reads;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Round_SomeTaskTakesCheaper_LearnsTheFullestOfThePayersBudgets()
    {
        await Look(new TaskPolicy { Name = "default", CheaperFrom = 0.8 }).RunOnceAsync(Stop);
        Assert.Equal(0.9, _pressure.UsedOf(Payer.Of(Some.Job(), null)));
        Assert.Equal(0.95, _pressure.UsedOf(Payer.Of(Some.Job(), "red")));
    }

    [Fact]
    public async Task Round_NoTaskTakesCheaper_AsksNobodyAndForgets()
    {
        await Look(new TaskPolicy { Name = "default", CheaperFrom = 0.8 }).RunOnceAsync(Stop);
        await Look(new TaskPolicy { Name = "default" }).RunOnceAsync(Stop);
        Assert.Equal(1, _reads);
        Assert.False(_pressure.IsKnown);
        Assert.Null(_pressure.UsedOf(Payer.Of(Some.Job(), null)));
    }

    [Theory]
    [InlineData(50, 100, 0.5)]
    [InlineData(150, 100, 1.5)]
    [InlineData(0, 0, 1)]
    [InlineData(5, -10, 1)]
    public void Level_IsTheShareOfWhatIsUsable(long spent, long usable, double used) =>
        Assert.Equal(used, BudgetLevel.Of(BudgetScope.Everything, spent, usable).Used);

    public Task<IReadOnlyList<BudgetLevel>> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        Assert.Equal(Some.Noon, now);
        _reads++;
        return Task.FromResult<IReadOnlyList<BudgetLevel>>(
        [
            new(BudgetScope.Everything, 0.2), new(new BudgetScope.Project("demo"), 0.9), new(new BudgetScope.Project("other"), 0.99),
            new(new BudgetScope.Team("red"), 0.95), new(new BudgetScope.Model("weak"), 1),
        ]);
    }

    private BudgetLook Look(TaskPolicy task) =>
        new(this, _pressure, new LiveRouter(new Router(Some.Catalog(), Some.Policy(task))), new RoundOptions(), new FakeTimeProvider(Some.Noon));
}
