using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads the ledger of a span of time, by the time its entries were posted.</summary>
public sealed class SpendReader(NpgsqlDataSource postgres)
{
    private const string SpendSql = """
        select a.project, j.task, a.model, sum(e.amount_nano_usd)::bigint as nano_usd, count(distinct e.attempt_id) as attempts,
            count(distinct a.job_id) as jobs
        from entries e join attempts a using (attempt_id) join jobs j on j.project = a.project and j.job_id = a.job_id
        where e.posted_at >= @from and e.posted_at < @to
        group by a.project, j.task, a.model order by a.project, j.task, a.model
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
        where j.state = 'settled' and j.ended_at >= @from and j.ended_at < @to and b.input_tokens is not null
        group by b.model order by b.model
        """;

    public Task<IReadOnlyList<SpendRow>> SpendAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken stop) =>
        QueryAsync<SpendRow>(SpendSql, from, to, stop);

    /// <summary>Open holds of attempts started before <paramref name="to"/> that may have been charged.</summary>
    public async Task<UnknownMoney> UnknownAsync(DateTimeOffset to, CancellationToken stop) => (await QueryAsync<UnknownMoney>(UnknownSql, to, to, stop))[0];

    /// <summary>Settled jobs by the model whose answer they took.</summary>
    public Task<IReadOnlyList<AnswerTokens>> AnswersAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken stop) =>
        QueryAsync<AnswerTokens>(AnswersSql, from, to, stop);

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, DateTimeOffset from, DateTimeOffset to, CancellationToken stop)
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var parameters = new { from = from.UtcDateTime, to = to.UtcDateTime };
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, commandTimeout: 600, cancellationToken: stop))).AsList();
    }
}

/// <summary>What one project spent on one task at one model.</summary>
public sealed record SpendRow
{
    public string Project { get; init; } = "";

    public string Task { get; init; } = "";

    public string Model { get; init; } = "";

    public long NanoUsd { get; init; }

    public long Attempts { get; init; }

    public long Jobs { get; init; }
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
