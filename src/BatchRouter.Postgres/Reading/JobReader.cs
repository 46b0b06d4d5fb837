using BatchRouter.Settling;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads how jobs stand, for people and for checks.</summary>
public sealed class JobReader(NpgsqlDataSource postgres)
{
    private const string CountsSql = """
        with chosen as (select * from jobs where @group is null or group_id = @group)
        select count(*) filter (where side is null) as jobs,
            count(*) filter (where side is null and state = 'settled') as settled,
            count(*) filter (where side is null and state = 'rejected')
                + (select count(*) from rejections where @group is null or group_id = @group) as rejected,
            (select count(*) from rejections where @group is null or group_id = @group) as refused,
            count(*) filter (where side is null and state = 'cancelled') as cancelled,
            count(*) filter (where side is null and state = 'running') as running,
            count(*) filter (where side is null and state = 'held') as held,
            count(*) filter (where side is null and state = 'parked') as parked,
            count(*) filter (where side is null and state = 'shipped') as shipped,
            count(*) filter (where side is null and exists (select 1 from attempts a where a.project = chosen.project and a.job_id = chosen.job_id
                and a.purpose = 'escalate')) as escalated,
            count(*) filter (where side is null and outcome = 'exhausted') as exhausted,
            count(*) filter (where side is null and late) as late,
            count(*) filter (where side is not null and ended_at is null) as open_sides,
            coalesce((select sum(e.amount_nano_usd) from entries e join attempts a using (attempt_id) join chosen c
                on c.project = a.project and c.job_id = a.job_id), 0)::bigint as spend_nano_usd,
            coalesce((select sum(a.hold_nano_usd) from attempts a join chosen c on c.project = a.project and c.job_id = a.job_id
                where a.state = 'unknown'), 0)::bigint as unknown_nano_usd,
            coalesce((select sum(e.amount_nano_usd) from entries e join attempts a using (attempt_id) join chosen c
                on c.project = a.project and c.job_id = a.job_id where c.side is not null), 0)::bigint as side_nano_usd
        from chosen
        """;

    private const string BookedSql = """
        select a.attempt_id as AttemptId, e.posted as PostedNanoUsd, coalesce(e.assumed, false) as IsAssumed,
            case when a.state in ('started', 'unknown') and e.posted is null then a.hold_nano_usd end as UnknownHoldNanoUsd
        from attempts a
        left join (select attempt_id, sum(amount_nano_usd)::bigint as posted, bool_or(kind = 'assumed') as assumed from entries group by attempt_id) e
            using (attempt_id)
        """;

    private const string EndedSql = """
        select job_id from jobs where ended_at is not null and side is null union select job_id from rejections
        """;

    private const string AnsweredSql = """
        select j.job_id as JobId, j.model as Model, j.outcome::text as Outcome, j.confidence as Confidence, j.attempts as Attempts,
            j.cost_nano_usd as CostNanoUsd, j.late as Late,
            (select array_agg(distinct a.model) from attempts a where a.project = j.project and a.job_id = j.job_id) as Asked
        from jobs j where j.state = 'settled' and j.project = @project and j.side is null
        """;

    public async Task<JobCounts> CountAsync(string? group, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.QuerySingleAsync<JobCounts>(new CommandDefinition(CountsSql, new { group }, cancellationToken: stop));
    }

    /// <summary>Jobs that ended, in whatever way: cheap enough to ask often.</summary>
    public async Task<long> CountEndedAsync(string? group, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            select (select count(*) from jobs where ended_at is not null and side is null and (@group is null or group_id = @group))
                + (select count(*) from rejections where @group is null or group_id = @group)
            """,
            new { group }, cancellationToken: stop));
    }

    /// <summary>What the ledger says of every attempt, to be compared with a bill.</summary>
    public async Task<IReadOnlyList<BookedAttempt>> BookedAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<BookedAttempt>(new CommandDefinition(BookedSql, cancellationToken: stop))).AsList();
    }

    /// <summary>JobIds that have a final state.</summary>
    public async Task<IReadOnlySet<Guid>> EndedIdsAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(EndedSql, cancellationToken: stop))).ToHashSet();
    }

    public async Task<IReadOnlyList<AnsweredJob>> AnsweredAsync(string project, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<AnsweredJob>(new CommandDefinition(AnsweredSql, new { project }, cancellationToken: stop))).AsList();
    }
}

/// <summary>A settled job: whose answer it took and which models were asked.</summary>
public sealed record AnsweredJob
{
    public Guid JobId { get; init; }

    public string? Model { get; init; }

    public string Outcome { get; init; } = "";

    public double? Confidence { get; init; }

    public int Attempts { get; init; }

    public long CostNanoUsd { get; init; }

    public bool Late { get; init; }

    /// <summary>Models asked, each once.</summary>
    public string[] Asked { get; init; } = [];
}
