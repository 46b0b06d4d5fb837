using System.Data;
using System.Globalization;
using BatchRouter.Postgres.Rollups;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>
/// Reads a day's money: the rollups as far as they go and, in the same snapshot, the entries that are not rolled up yet. So it equals the
/// ledger at any moment, whether or not a scheduler runs.
/// </summary>
public sealed class SpendReader(NpgsqlDataSource postgres)
{
    private const string SpendSql = """
        select project, task, model, lane, side, sum(amount_nano_usd)::bigint as nano_usd, sum(assumed_nano_usd)::bigint as assumed_nano_usd,
            sum(corrections_nano_usd)::bigint as corrections_nano_usd, sum(entries)::bigint as entries, sum(attempts)::bigint as attempts
        from (
            select project, task, model, lane, side, amount_nano_usd, assumed_nano_usd, corrections_nano_usd, entries, attempts from rollup_days where day = @day::date
            union all
            select project, task, model, lane, side, amount_nano_usd, assumed_nano_usd, corrections_nano_usd, 1, attempts from entry_lines
            where xid >= @watermark::xid8 and posted_at >= @from and posted_at < @to) lines
        group by project, task, model, lane, side order by project, task, model, lane, side
        """;

    private const string UnknownSql = """
        select count(*) as attempts, coalesce(sum(a.hold_nano_usd), 0)::bigint as nano_usd from attempts a
        where a.state = 'unknown' and a.started_at < @to and not exists (select 1 from entries e where e.attempt_id = a.attempt_id)
        """;

    // Each job's whole cost stands beside its answer's tokens, whenever its parts were posted: like is compared with like.
    private const string AnswersSql = """
        select b.model, count(*) as jobs, coalesce(sum(b.input_tokens), 0)::bigint as input_tokens,
            coalesce(sum(b.cached_input_tokens), 0)::bigint as cached_input_tokens, coalesce(sum(b.output_tokens), 0)::bigint as output_tokens,
            coalesce(sum((select sum(e.amount_nano_usd) from attempts a join entries e using (attempt_id)
                where a.project = j.project and a.job_id = j.job_id)), 0)::bigint as spend_nano_usd
        from jobs j join attempts b on b.attempt_id = j.answer_attempt
        where j.state = 'settled' and j.side is null and j.ended_at >= @from and j.ended_at < @to and b.input_tokens is not null
        group by b.model order by b.model
        """;

    /// <summary>Everything of one UTC day, in one snapshot.</summary>
    /// <exception cref="InvalidDataException">The database was restored from a dump into a younger server.</exception>
    public async Task<DayOfMoney> ReadAsync(DateOnly day, CancellationToken stop)
    {
        var from = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var watermark = (await Watermark.ReadAsync(connection, snapshot, stop)).First;
        var parameters = new { day = day.ToString("O", CultureInfo.InvariantCulture), from, to = from.AddDays(1), watermark };
        var spend = await QueryAsync<SpendRow>(SpendSql);
        var unknown = await QueryAsync<UnknownMoney>(UnknownSql);
        var answers = await QueryAsync<AnswerTokens>(AnswersSql);
        return new DayOfMoney(spend, unknown[0], answers);

        async Task<IReadOnlyList<T>> QueryAsync<T>(string sql) => (await connection.QueryAsync<T>(
            new CommandDefinition(sql, parameters, snapshot, commandTimeout: 600, cancellationToken: stop))).AsList();
    }
}

/// <summary>One UTC day's money.</summary>
/// <param name="Spend">By project, task, model, lane, and what side jobs were for.</param>
/// <param name="Unknown">Open holds of attempts, started by the day's end, that may have been charged.</param>
/// <param name="Answers">The answers that the day's settled jobs took, by model.</param>
public sealed record DayOfMoney(IReadOnlyList<SpendRow> Spend, UnknownMoney Unknown, IReadOnlyList<AnswerTokens> Answers);

/// <summary>What one project spent on one task at one model in one lane, on its own work or on one kind of side jobs.</summary>
public sealed record SpendRow
{
    public string Project { get; init; } = "";

    public string Task { get; init; } = "";

    public string Model { get; init; } = "";

    public string Lane { get; init; } = "";

    /// <summary>What side jobs it was spent on; empty, on somebody's own work.</summary>
    public string Side { get; init; } = "";

    public long NanoUsd { get; init; }

    /// <summary>Of <see cref="NanoUsd"/>: worst cases, for want of evidence.</summary>
    public long AssumedNanoUsd { get; init; }

    /// <summary>Of <see cref="NanoUsd"/>: corrections of the past.</summary>
    public long CorrectionsNanoUsd { get; init; }

    public long Entries { get; init; }

    /// <summary>Attempts charged or assumed.</summary>
    public long Attempts { get; init; }
}

/// <summary>Money that may have been charged.</summary>
public sealed record UnknownMoney
{
    public long Attempts { get; init; }

    public long NanoUsd { get; init; }
}

/// <summary>The answers taken of one model, and what their jobs cost in all.</summary>
public sealed record AnswerTokens
{
    public string Model { get; init; } = "";

    public long Jobs { get; init; }

    public long InputTokens { get; init; }

    public long CachedInputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long SpendNanoUsd { get; init; }
}
