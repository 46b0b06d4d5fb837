using BatchRouter.Budgeting;
using BatchRouter.Cli.Explaining;
using BatchRouter.Cli.Presenting;
using BatchRouter.Lanes;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Postgres.Shipping;

namespace BatchRouter.Cli.Estimating;

/// <summary>What a worker that starts now would know beside its files.</summary>
/// <param name="Senses">Whom decisions ask.</param>
/// <param name="Budgets">The accounts of now; empty, there are none or no database was named.</param>
/// <param name="Shipments">Batches whose times were learned from; null, no database was named: they are as providers promise.</param>
/// <param name="Calls">Calls whose times were learned from; null, the catalogue's times hold.</param>
/// <param name="LearnedTasks">Tasks of which something was learned from outcomes.</param>
internal sealed record WorkerView(
    Senses Senses, IReadOnlyList<BudgetState> Budgets, int? Shipments, int? Calls, IReadOnlyList<string> LearnedTasks)
{
    /// <param name="postgres">Where workers store what they learn; null or empty, nothing was learned.</param>
    /// <param name="now">What was learned counts by its age.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<WorkerView> ReadAsync(string? postgres, DateTimeOffset now, CancellationToken stop)
    {
        var (models, pressure, completions) = (new ObservedModels(), new BudgetPressure(), new CompletionForecast());
        var learned = await LearnedView.ReadAsync(postgres, stop);
        var senses = new Senses(new Perceiver(learned: learned), models, new ObservedCosts(), pressure, learned, completions);
        if (string.IsNullOrEmpty(postgres))
            return new WorkerView(senses, [], null, null, []);
        await using var source = CommonOptions.Database(postgres);
        var calls = await new RecentCalls(source).ReadAsync(now, stop);
        models.Remember(calls);
        pressure.Learn(await new BudgetLevels(source).ReadAsync(now, stop));
        var samples = await new CompletionLog(source).SinceAsync(now - CompletionRound.Memory, now, stop);
        completions.Swap(CompletionBook.Learn(samples, now));
        var tasks = learned.Current.Qualities.Keys.Concat(learned.Current.Confidences.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        return new WorkerView(senses, await new BudgetStore(source).ListAsync(null, 1, now, stop), samples.Count, calls.Count, tasks);
    }
}
