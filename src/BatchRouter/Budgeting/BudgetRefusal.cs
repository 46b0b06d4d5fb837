using System.Globalization;

namespace BatchRouter.Budgeting;

/// <summary>Why an attempt was not admitted: the account in its way, with the arithmetic. All sums in nano-USD.</summary>
/// <param name="Budget">Whose account it is.</param>
/// <param name="ResetsAt">When its window ends; null, never.</param>
/// <param name="LimitNanoUsd">The limit, less the reserve of a soft one.</param>
/// <param name="PostedNanoUsd">Charged so far.</param>
/// <param name="HeldNanoUsd">Held for others.</param>
/// <param name="AskedNanoUsd">What did not fit.</param>
/// <param name="IsSoft">Whether a quantile was asked, not the most.</param>
/// <param name="IsQueued">It came after others that wait for this money.</param>
public sealed record BudgetRefusal(
    Budget Budget, DateTimeOffset? ResetsAt, long LimitNanoUsd, long PostedNanoUsd, long HeldNanoUsd, long AskedNanoUsd, bool IsSoft,
    bool IsQueued)
{
    /// <summary>Even if all holds came back, it would not fit. If not, only others' holds, or those who wait already, stand in the way.</summary>
    public bool IsFull => IsFullFor(AskedNanoUsd);

    public bool IsFullFor(long askedNanoUsd) => PostedNanoUsd + askedNanoUsd > LimitNanoUsd;

    public long RoomNanoUsd => LimitNanoUsd - PostedNanoUsd - HeldNanoUsd;

    /// <summary>For people: scope, window and the four sums in USD.</summary>
    public string Arithmetic => string.Create(CultureInfo.InvariantCulture,
        $"budget {Budget.Scope} per {Budget.Window.ToString().ToLowerInvariant()}: limit {Usd(LimitNanoUsd)}, posted {Usd(PostedNanoUsd)}, held {Usd(HeldNanoUsd)}, asked {Usd(AskedNanoUsd)} USD");

    public static BudgetRefusal Of(Account account, long asked) => new(
        account.Budget, account.Window.End, account.UsableNanoUsd, account.PostedNanoUsd, account.HeldNanoUsd, asked, account.IsSoft,
        asked <= account.RoomNanoUsd);

    private static string Usd(long nano) => (nano / 1_000_000_000m).ToString("0.000000000", CultureInfo.InvariantCulture);
}
