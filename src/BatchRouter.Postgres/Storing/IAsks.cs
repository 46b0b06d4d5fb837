using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Running;

namespace BatchRouter.Postgres.Storing;

/// <summary>A write that may open an attempt, and then asks budgets for room.</summary>
internal interface IAsks
{
    JobKey Job { get; }

    /// <summary>The attempt to be opened, and who pays; null, none.</summary>
    Move.Buy? Buy { get; }

    /// <summary>Where its hold stands, found out for each commit anew.</summary>
    Holding Holding { get; set; }

    /// <summary>What keeps it out; null, it was admitted or asks for nothing.</summary>
    BudgetRefusal? Refusal { get; set; }

    /// <summary>Forgets what an earlier try of this commit found out.</summary>
    void Begin();
}

/// <summary>The accounts a hold stands in, as Postgres writes arrays of their ids.</summary>
internal sealed record Holding(string Accounts, string SoftAccounts)
{
    public static Holding None { get; } = new("{}", "{}");

    public static Holding In(IReadOnlyList<Account> accounts) => accounts.Count == 0 ? None : new(
        Ids(accounts.Where(account => !account.IsSoft)), Ids(accounts.Where(account => account.IsSoft)));

    private static string Ids(IEnumerable<Account> accounts) => $"{{{string.Join(',', accounts.Select(account => account.Id))}}}";
}
