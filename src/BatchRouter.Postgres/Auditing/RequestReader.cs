using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Auditing;

/// <summary>Reads what the ledger holds of single requests, by our attempt's id or by the provider's id, some thousand at once.</summary>
public sealed class RequestReader(NpgsqlDataSource postgres)
{
    private const string Booked = """
        x.id as key, count(a.attempt_id) as attempts, sum(s.posted)::bigint as posted_nano_usd, coalesce(bool_or(a.state = 'assumed'), false) as is_assumed,
            sum(a.hold_nano_usd) filter (where a.state in ('started', 'unknown'))::bigint as open_hold_nano_usd, sum(a.input_tokens)::bigint as input,
            sum(a.output_tokens)::bigint as output
        """;

    private const string ByAttemptSql = $"""
        select {Booked} from unnest(@ids::text[]) x (id) left join attempts a on a.attempt_id = x.id::uuid
            left join lateral (select sum(e.amount_nano_usd) as posted from entries e where e.attempt_id = a.attempt_id) s on true
        group by x.id
        """;

    // The provider's id stands on the entry, where it is indexed; it need not be unique.
    private const string ByRequestSql = $"""
        select {Booked} from unnest(@ids::text[]) x (id)
            left join (select distinct provider_request_id, attempt_id from entries where provider_request_id = any(@ids)) i on i.provider_request_id = x.id
            left join attempts a on a.attempt_id = i.attempt_id
            left join lateral (select sum(e.amount_nano_usd) as posted from entries e where e.attempt_id = a.attempt_id) s on true
        group by x.id
        """;

    private const string NotBilledSql = """
        select 'attempt ' || a.attempt_id as row_name, 'bought ' || a.model || ' and not billed: nano-USD' as what, 0::bigint as expected, s.posted as found
        from attempts a, lateral (select sum(e.amount_nano_usd)::bigint as posted from entries e where e.attempt_id = a.attempt_id) s
        where a.state = 'replied' and a.model = any(@models) and a.purpose <> 'cache' and a.started_at > @from and a.ended_at < @to and s.posted > 0
            and not exists (select from unnest(@attempts) b where b = a.attempt_id)
            and not exists (select from unnest(@requests) b where b = a.provider_request_id)
        order by a.started_at
        """;

    /// <summary>One row per id.</summary>
    public Task<IReadOnlyList<BookedRequest>> BookedAsync(IReadOnlyList<string> ids, bool byAttempt, CancellationToken stop) =>
        QueryAsync<BookedRequest>(byAttempt ? ByAttemptSql : ByRequestSql, new { ids = ids.ToArray() }, stop);

    /// <summary>Attempts with money, wholly within a span that a list of requests covers, that are not on the list.</summary>
    public Task<IReadOnlyList<AuditDifference>> NotBilledAsync(
        IReadOnlyList<string> models, IReadOnlyList<Guid> attempts, IReadOnlyList<string> requests, DateTime from, DateTime to, CancellationToken stop) =>
        QueryAsync<AuditDifference>(NotBilledSql, new { models = models.ToArray(), attempts = attempts.ToArray(), requests = requests.ToArray(), from, to }, stop);

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object parameters, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, commandTimeout: 0, cancellationToken: stop))).AsList();
    }
}

/// <summary>What the ledger holds under one id.</summary>
public sealed record BookedRequest
{
    public string Key { get; init; } = "";

    /// <summary>0, the id is not ours.</summary>
    public long Attempts { get; init; }

    /// <summary>Null, no entry.</summary>
    public long? PostedNanoUsd { get; init; }

    public bool IsAssumed { get; init; }

    /// <summary>Null, no hold is open.</summary>
    public long? OpenHoldNanoUsd { get; init; }

    public long? Input { get; init; }

    public long? Output { get; init; }
}
