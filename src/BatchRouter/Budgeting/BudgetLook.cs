using BatchRouter.Rescuing;
using BatchRouter.Routing;

namespace BatchRouter.Budgeting;

/// <summary>Looks how full budgets are, where some task takes cheaper models near a limit.</summary>
public sealed class BudgetLook(IBudgetLevels levels, BudgetPressure pressure, LiveRouter live, RoundOptions options, TimeProvider clock) : IRound
{
    public TimeSpan Every => options.LookEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var isAsked = live.Current.Policy.Tasks.Values.Any(task => task.CheaperFrom is not null);
        pressure.Learn(isAsked ? await levels.ReadAsync(clock.GetUtcNow(), stop) : []);
        return false;
    }
}
