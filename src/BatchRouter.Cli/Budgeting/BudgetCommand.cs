using System.CommandLine;
using BatchRouter.Budgeting;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Budgeting;

namespace BatchRouter.Cli.Budgeting;

/// <summary><c>batchrouter budget</c>: limits on spending, changed while work runs.</summary>
internal static class BudgetCommand
{
    private const string About = """
        Limits on spending. A budget has a scope (all, team:NAME, project:NAME, model:NAME or label:KEY=VALUE) and a window; every budget
        that covers a job must have room for its hold. A new budget counts from the moment it is set. What is set here stands above the
        configuration's table.
        """;

    public static Command Create() => new("budget", About) { Set(), List(), Show(), Remove() };

    private static Command Set()
    {
        var scope = BudgetOptions.Scope();
        var limit = BudgetOptions.Money("--limit", "The most that may be spent in one window, in USD.");
        limit.Required = true;
        var window = BudgetOptions.Window();
        var zone = new Option<string>("--time-zone") { Description = "Where windows begin, an IANA name.", DefaultValueFactory = _ => "UTC" };
        var atLimit = new Option<AtLimit>("--at-limit") { Description = "What a job does that does not fit: wait for the next window, plan cheaper, or reject.", DefaultValueFactory = _ => AtLimit.Wait };
        var soft = new Option<bool>("--soft") { Description = "Hold what nine in ten attempts cost instead of the most: fuller use, and the limit may be passed by a little." };
        var reserve = BudgetOptions.Money("--reserve", "Of a soft limit: kept free, in USD.");
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("set", "Sets or changes a budget, in force at once.") { scope, limit, window, zone, atLimit, soft, reserve, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            var budget = new Budget
            {
                Scope = parsed.GetRequiredValue(scope),
                Window = parsed.GetValue(window),
                Zone = BudgetOptions.Zone(parsed.GetValue(zone)!),
                LimitNanoUsd = parsed.GetValue(limit),
                AtLimit = parsed.GetValue(atLimit),
                IsSoft = parsed.GetValue(soft),
                ReserveNanoUsd = parsed.GetValue(reserve),
            };
            if (budget is { IsSoft: false, ReserveNanoUsd: > 0 })
                throw new UsageException("--reserve: only a soft budget keeps one; add --soft");
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var now = TimeProvider.System.GetUtcNow();
            await new BudgetStore(source).SetAsync(budget, now, stop);
            return BudgetText.Show(new Screen(parsed.GetValue(json)), await new BudgetStore(source).ListAsync(budget.Scope, 1, now, stop));
        });
        return command;
    }

    private static Command List()
    {
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("list", "All budgets with the sums of their windows of now.") { postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            return BudgetText.Show(new Screen(parsed.GetValue(json)), await new BudgetStore(source).ListAsync(null, 1, TimeProvider.System.GetUtcNow(), stop));
        });
        return command;
    }

    private static Command Show()
    {
        var scope = BudgetOptions.Scope();
        var windows = CommonOptions.Count("--windows", "How many of the latest windows.", 12, 1, 1_000);
        var (postgres, json) = (CommonOptions.Postgres(), CommonOptions.Json());
        var command = new Command("show", "One scope's budgets, window by window.") { scope, windows, postgres, json };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var states = await new BudgetStore(source).ListAsync(
                parsed.GetRequiredValue(scope), parsed.GetValue(windows), TimeProvider.System.GetUtcNow(), stop);
            return states.Count > 0
                ? BudgetText.Show(new Screen(parsed.GetValue(json)), states)
                : throw new InvalidDataException($"no budget is set for {parsed.GetRequiredValue(scope)}: 'batchrouter budget list' shows all");
        });
        return command;
    }

    private static Command Remove()
    {
        var (scope, window, postgres) = (BudgetOptions.Scope(), BudgetOptions.Window(), CommonOptions.Postgres());
        var command = new Command("remove", "Removes a budget; its accounts are kept, and jobs that waited for it go on.") { scope, window, postgres };
        command.SetAction(async (parsed, stop) =>
        {
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            if (!await new BudgetStore(source).RemoveAsync(parsed.GetRequiredValue(scope), parsed.GetValue(window), stop))
                throw new InvalidDataException($"no budget is set for {parsed.GetRequiredValue(scope)} per {parsed.GetValue(window).ToString().ToLowerInvariant()}");
            return ExitCodes.Done;
        });
        return command;
    }
}
