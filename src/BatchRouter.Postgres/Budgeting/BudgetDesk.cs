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
        var wanted = asks.ToDictionary(ask => ask, ask => Keys(books.Book, ask));
        var ids = new Dictionary<AccountKey, long>();
        foreach (var key in wanted.Values.SelectMany(keys => keys))
            if (_ids.TryGetValue(key, out var id))
                ids[key] = id;
        var missing = wanted.Values.SelectMany(keys => keys).Where(key => !ids.ContainsKey(key)).Distinct().ToList();
        if (missing.Count > 0)
            await OpenAccountsAsync(connection, missing, ids, stop);
        return new AccountCounter(wanted.ToDictionary(
            pair => pair.Key, pair => (IReadOnlyList<(long, AccountKey)>)pair.Value.Select(key => (ids[key], key)).ToList()));
    }

    // Windows of the past are never asked again: what was forgotten is found again by its window.
    private void Remember(AccountKey key, long id)
    {
        if (_ids.Count >= MostRemembered)
            _ids.Clear();
        _ids[key] = id;
    }

    private static List<AccountKey> Keys(BudgetBook book, IAsks ask)
    {
        var attempt = ask.Start!.Attempt;
        return book.Covering(ask.Start.Payer!, attempt.Candidate.Offer.Model.Name)
            .Select(budget => new AccountKey(budget, budget.WindowAt(attempt.StartedAt)))
            .ToList();
    }

    private async Task OpenAccountsAsync(
        NpgsqlConnection connection, List<AccountKey> missing, Dictionary<AccountKey, long> ids, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(OpenAccountsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = missing.Select(key => key.Budget.Id).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = missing.Select(key => key.Window.Start.UtcDateTime).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<DateTime?[]> { TypedValue = missing.Select(key => key.Window.End?.UtcDateTime).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var (id, budget, start) = (reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2));
            foreach (var key in missing.Where(key => key.Budget.Id == budget && key.Window.Start == start))
                Remember(key, ids[key] = id);
        }
    }
}

/// <summary>Names an account: its budget and its window.</summary>
internal readonly record struct AccountKey(Budget Budget, WindowSpan Window);
