namespace BatchRouter.Postgres.Storing;

/// <summary>Parts of statements that change the sums of accounts. Whoever runs them has locked the accounts in the order of their ids.</summary>
internal static class AccountSums
{
    /// <summary>From the rows of "closed" (accounts, holds, amount or null): holds are freed, charges posted.</summary>
    public static readonly string ClosedSql = Of("");

    /// <summary>The same, and what rows of the batch lane held for the way back, from "landed" (accounts, amount).</summary>
    public static readonly string EndedSql = Of("union all select unnest(accounts), way_back_nano_usd, 0 from landed");

    private static string Of(string more) => $"""
        summed as (
            update accounts a set held_nano_usd = a.held_nano_usd - s.freed, posted_nano_usd = a.posted_nano_usd + s.posted,
                peak_nano_usd = greatest(a.peak_nano_usd, a.posted_nano_usd + s.posted + a.held_nano_usd - s.freed)
            from (select account_id, sum(freed)::bigint as freed, sum(amount)::bigint as posted
                from (select unnest(accounts) as account_id, hold_nano_usd as freed, coalesce(amount, 0) as amount from closed
                    union all select unnest(soft_accounts), soft_hold_nano_usd, coalesce(amount, 0) from closed
                    {more}) each
                group by account_id) s
            where a.account_id = s.account_id)
        """;

    /// <summary>Accounts $1 and those in which the holds of attempts $2 stand.</summary>
    public const string LockSql = """
        select a.account_id from accounts a
        where a.account_id = any(array(
            select unnest($1::bigint[])
            union select unnest(t.accounts || t.soft_accounts) from attempts t where t.attempt_id = any($2::uuid[])))
        order by a.account_id for no key update
        """;
}
