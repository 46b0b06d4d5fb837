using BatchRouter.Budgeting;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>The budgets at one version, and whether any account was ever opened: where none was, nothing is locked.</summary>
internal sealed record Books(BudgetBook Book, bool HasAccounts);
