using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Budgeting;

namespace BatchRouter.Cli.Budgeting;

/// <summary>Budgets for people.</summary>
internal static class BudgetText
{
    public static int Show(Screen screen, IReadOnlyList<BudgetState> states)
    {
        screen.Result(new { Budgets = states }, _ => screen.Table(
            "Budgets",
            ["scope", "window", "from", "limit", "posted", "held", "left", "peak", "at limit", "waiting", "set by"],
            states.Select(Row)));
        return ExitCodes.Done;
    }

    private static IReadOnlyList<string> Row(BudgetState state) =>
    [
        state.Scope,
        state.Window + (state.TimeZone == "UTC" ? "" : $" ({state.TimeZone})"),
        state.WindowStart is { } start && state.Window != "total" ? start.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "",
        Usd.Show(state.WindowLimitNanoUsd) + (state.Soft ? $" soft, reserve {Usd.Show(state.ReserveNanoUsd)}" : ""),
        Usd.Show(state.PostedNanoUsd),
        Usd.Show(state.HeldNanoUsd),
        Usd.Show(state.WindowLimitNanoUsd - state.PostedNanoUsd - state.HeldNanoUsd),
        Usd.Show(state.PeakNanoUsd),
        state.AtLimit,
        state.Waiting.ToString(CultureInfo.InvariantCulture),
        state.SetBy,
    ];
}
