namespace BatchRouter.Postgres.Auditing;

/// <summary>The sums of the accounts against the rows they sum up. An account that does not exist and still is stood in is a difference, too.</summary>
internal static class AccountSql
{
    private const string Name = """
        case when c.account_id is null then 'account ' || s.account_id
            else 'account ' || c.account_id || ' (' || b.scope || ', ' || b.window_kind || ' from ' || to_char(c.window_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ')' end
        """;

    public const string Posted = $"""
        with s as (
            select account_id, sum(e.amount_nano_usd)::bigint as amount
            from entries e join attempts a using (attempt_id), unnest(a.accounts || a.soft_accounts) account_id group by account_id)
        select {Name} as row_name, case when c.account_id is null then 'is not there' else 'posted' end as what,
            coalesce(s.amount, 0) as expected, c.posted_nano_usd as found
        from s full join (accounts c join budgets b using (budget_id)) on c.account_id = s.account_id
        where c.posted_nano_usd is distinct from coalesce(s.amount, 0)
        """;

    public const string Held = $"""
        with holds as (
            select account_id, hold_nano_usd as amount from attempts a, unnest(a.accounts) account_id where state in ('started', 'unknown')
            union all
            select account_id, r.way_back_nano_usd from shipment_rows r join attempts a using (attempt_id), unnest(a.accounts) account_id where r.is_open
            union all
            select account_id, soft_hold_nano_usd from attempts a, unnest(a.soft_accounts) account_id where state in ('started', 'unknown')),
        s as (select account_id, sum(amount)::bigint as amount from holds group by account_id)
        select {Name} as row_name, case when c.account_id is null then 'is not there' else 'held' end as what,
            coalesce(s.amount, 0) as expected, c.held_nano_usd as found
        from s full join (accounts c join budgets b using (budget_id)) on c.account_id = s.account_id
        where c.held_nano_usd is distinct from coalesce(s.amount, 0)
        """;
}
