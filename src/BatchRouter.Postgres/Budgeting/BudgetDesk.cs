using System.Collections.Concurrent;
using BatchRouter.Budgeting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Postgres.Storing;
using Npgsql;

namespace BatchRouter.Postgres.Budgeting;

/// <summary>What a writer knows of budgets: read once per version, with the ids of the accounts that were opened.</summary>
internal sealed class BudgetDesk
{
    /// <summary>What <c>expect_budgets</c> raises.</summary>
    public const string BudgetsChanged = "BR002";

    // The limit is taken under a share lock: who changes it waits for us, or we see the change.
    private const string OpenAccountsSql = """
        with opened as (
            insert into accounts (budget_id, window_start, window_end, limit_nano_usd, soft)
            select b.budget_id, u.starts, u.ends, b.limit_nano_usd, b.soft
            from unnest($1::int[], $2::timestamptz[], $3::timestamptz[]) as u(budget_id, starts, ends) join budgets b using (budget_id)
            order by b.budget_id, u.starts for share of b
            on conflict (budget_id, window_start) do nothing
            returning account_id, budget_id, window_start)
        select account_id, budget_id, window_start from opened
        union
        select a.account_id, a.budget_id, a.window_start
        from unnest($1::int[], $2::timestamptz[]) as u(budget_id, window_start) join accounts a using (budget_id, window_start)
        """;

    private const int MostRemembered = 100_000;

    private readonly ConcurrentDictionary<AccountKey, long> _ids = new();
    private volatile Books? _books;

    public static NpgsqlBatchCommand Expect(Books books)
    {
        var command = new NpgsqlBatchCommand("select expect_budgets($1)");
        command.AddValue(books.Book.Version);
        return command;
    }

    public async Task<Books> OpenAsync(NpgsqlConnection connection, CancellationToken stop) =>
        _books ??= await BudgetReader.ReadAsync(connection, stop);

    public void Forget(Books books)
    {
        if (ReferenceEquals(_books, books))
            _books = null;
    }

    /// <summary>The accounts under which the attempts fall, opened where their windows are new.</summary>
    public async Task<AccountCounter> FindAccountsAsync(NpgsqlConnection connection, Books books, IReadOnlyList<IAsks> asks, CancellationToken stop)
    {
        var wanted = asks.Select(ask => Wanted(books, ask)).ToList();
        var ids = new Dictionary<AccountKey, long>();
        var missing = new Dictionary<AccountKey, WantedAccount>();
        foreach (var account in wanted.SelectMany(accounts => accounts))
            if (_ids.TryGetValue(account.Key, out var id))
                ids[account.Key] = id;
            else
                missing[account.Key] = account;
        if (missing.Count > 0)
        {
            await OpenAccountsAsync(connection, missing.Values.ToList(), ids, stop);
            // Whoever finds an account being opened waits for the other, and does not see it even then: what was asked sees what stood when
            // the asking began. Asked again, it is there.
            var forestalled = missing.Values.Where(account => !ids.ContainsKey(account.Key)).ToList();
            if (forestalled.Count > 0)
                await OpenAccountsAsync(connection, forestalled, ids, stop);
        }

        return new AccountCounter(asks.Zip(wanted, (ask, accounts) => (ask, accounts)).ToList(), ids);
    }

    // Windows of the past are never asked again: what was forgotten is found again by its window.
    private void Remember(AccountKey key, long id)
    {
        if (_ids.Count >= MostRemembered)
            _ids.Clear();
        _ids[key] = id;
    }

    private static List<WantedAccount> Wanted(Books books, IAsks ask)
    {
        var attempt = ask.Buy!.Attempt;
        var wanted = new List<WantedAccount>(4);
        foreach (var budget in books.Book.Covering(ask.Buy.Payer!, attempt.Candidate.Offer.Model.Name))
            wanted.Add(new WantedAccount(budget, books.WindowOf(budget, attempt.StartedAt)));
        return wanted;
    }

    private async Task OpenAccountsAsync(
        NpgsqlConnection connection, List<WantedAccount> missing, Dictionary<AccountKey, long> ids, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(OpenAccountsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = missing.Select(key => key.Budget.Id).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = missing.Select(key => key.Window.Start.UtcDateTime).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<DateTime?[]> { TypedValue = missing.Select(key => key.Window.End?.UtcDateTime).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var key = new AccountKey(reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2));
            Remember(key, ids[key] = reader.GetInt64(0));
        }
    }
}

/// <summary>Names an account: its budget, and the start of its window in UTC.</summary>
internal readonly record struct AccountKey(int BudgetId, DateTimeOffset Start);

/// <summary>An account that an attempt falls under.</summary>
internal sealed record WantedAccount(Budget Budget, WindowSpan Window)
{
    public AccountKey Key => new(Budget.Id, Window.Start);
}
