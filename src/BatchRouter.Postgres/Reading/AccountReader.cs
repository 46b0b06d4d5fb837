using System.Globalization;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads the accounts whose windows overlap a day.</summary>
public sealed class AccountReader(NpgsqlDataSource postgres)
{
    private const string Sql = """
        select a.account_id, b.scope, b.window_kind::text, a.window_start, a.window_end, a.soft, a.limit_nano_usd, a.posted_nano_usd, a.held_nano_usd, a.peak_nano_usd
        from accounts a join budgets b using (budget_id)
        where a.window_start < (@day::date + 1) at time zone 'UTC' and (a.window_end is null or a.window_end > @day::date at time zone 'UTC')
        order by b.scope, b.window_kind, a.window_start
        """;

    /// <summary>As they stand now: a window that ended may still be posted to.</summary>
    public async Task<IReadOnlyList<AccountRow>> OfDayAsync(DateOnly day, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var parameters = new { day = day.ToString("O", CultureInfo.InvariantCulture) };
        return (await connection.QueryAsync<AccountRow>(new CommandDefinition(Sql, parameters, cancellationToken: stop))).AsList();
    }
}

/// <summary>One scope in one window.</summary>
public sealed record AccountRow
{
    public long AccountId { get; init; }

    public string Scope { get; init; } = "";

    public string WindowKind { get; init; } = "";

    public DateTime WindowStart { get; init; }

    /// <summary>Null, it never ends.</summary>
    public DateTime? WindowEnd { get; init; }

    /// <summary>Holds an expected cost instead of the most a call can cost.</summary>
    public bool Soft { get; init; }

    public long LimitNanoUsd { get; init; }

    public long PostedNanoUsd { get; init; }

    public long HeldNanoUsd { get; init; }

    /// <summary>The most that posted and held together ever were.</summary>
    public long PeakNanoUsd { get; init; }
}
