using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Budgeting;

namespace BatchRouter.Cli.Estimating;

/// <summary>What a budget has left now, beside what the jobs under it would need. Money in USD.</summary>
/// <param name="Scope">Of the budget.</param>
/// <param name="Window">Of the budget.</param>
/// <param name="WindowEnd">When its account begins anew; null, never or not known yet.</param>
/// <param name="RoomUsd">The limit, less what is posted, held and kept in reserve.</param>
/// <param name="Jobs">Those that fall under it.</param>
/// <param name="ExpectedUsd">Of those.</param>
/// <param name="MaximumUsd">Of those.</param>
/// <param name="Fits"><c>maximum</c>: even that; <c>expected</c>: that, though holds may have to wait for one another; <c>no</c>.</param>
/// <param name="AtLimit">What becomes of jobs that do not fit.</param>
internal sealed record BudgetRoom(
    string Scope, string Window, DateTime? WindowEnd, decimal RoomUsd, long Jobs, decimal ExpectedUsd, decimal MaximumUsd, string Fits, string AtLimit)
{
    public static BudgetRoom Of(BudgetState state, MoneySum sum)
    {
        var room = state.WindowLimitNanoUsd - (state.Soft ? state.ReserveNanoUsd : 0) - state.PostedNanoUsd - state.HeldNanoUsd;
        var fits = sum.Maximum <= room ? "maximum" : sum.Expected <= room ? "expected" : "no";
        return new BudgetRoom(
            state.Scope, state.Window, state.WindowEnd, Usd.Of(room), sum.Jobs, Usd.Of(sum.Expected), Usd.Of(sum.Maximum), fits, state.AtLimit);
    }
}
