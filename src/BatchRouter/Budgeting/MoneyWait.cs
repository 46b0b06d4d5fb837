namespace BatchRouter.Budgeting;

/// <summary>What a job held for money waits for.</summary>
/// <param name="BudgetId">The budget in whose current window it did not fit.</param>
/// <param name="AskedNanoUsd">What it asked: it is woken when so much could fit.</param>
public sealed record MoneyWait(int BudgetId, long AskedNanoUsd);
