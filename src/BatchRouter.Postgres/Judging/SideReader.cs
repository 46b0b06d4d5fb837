using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Judging;

/// <summary>Reads how side jobs stand, and whether they kept to themselves.</summary>
public sealed class SideReader(NpgsqlDataSource postgres)
{
    private const string OpenSql = """
        select (select count(*) from jobs where side is not null and ended_at is null) + (select count(*) from comparisons where concluded_at is null)
        """;

    private const string SumsSql = $"""
        with cost as (
            select j.side, sum(e.amount_nano_usd)::bigint as nano_usd from jobs j
                join attempts a on a.project = j.project and a.job_id = j.job_id join entries e using (attempt_id)
            where j.side is not null group by j.side),
        compared as (
            select side, count(agreement) as compared, avg(agreement) as agreement, stddev_samp(agreement) as deviation from comparisons group by side)
        select
            (select count(*) from jobs where side = 'shadow') as shadow_jobs,
            (select count(*) from jobs where side = 'audit') as audit_jobs,
            coalesce((select nano_usd from cost where side = 'shadow'), 0) as shadow_nano_usd,
            coalesce((select nano_usd from cost where side = 'audit'), 0) as audit_nano_usd,
            coalesce((select compared from compared where side = 'shadow'), 0) as shadows_compared,
            (select agreement from compared where side = 'shadow') as shadow_agreement,
            (select deviation from compared where side = 'shadow') as shadow_deviation,
            coalesce((select compared from compared where side = 'audit'), 0) as audits_compared,
            (select agreement from compared where side = 'audit') as audit_agreement,
            (select deviation from compared where side = 'audit') as audit_deviation,
            ({OpenSql}) as open,
            (select count(*) from jobs j join attempts a on a.attempt_id = j.answer_attempt
                where j.side is null and ((a.project, a.job_id) <> (j.project, j.job_id) or exists (
                    select 1 from entries e join attempts b on b.attempt_id = e.source_attempt join jobs s on s.project = b.project and s.job_id = b.job_id
                    where e.attempt_id = a.attempt_id and s.side is not null))) as mixed
        """;

    public async Task<SideSums> SumAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.QuerySingleAsync<SideSums>(new CommandDefinition(SumsSql, cancellationToken: stop));
    }

    /// <summary>Side jobs and comparisons that are not over: cheap enough to ask often.</summary>
    public async Task<long> CountOpenAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(OpenSql, cancellationToken: stop));
    }
}

/// <summary>Side jobs by their number and their money.</summary>
public sealed record SideSums
{
    public long ShadowJobs { get; init; }

    public long AuditJobs { get; init; }

    public long ShadowNanoUsd { get; init; }

    public long AuditNanoUsd { get; init; }

    public long ShadowsCompared { get; init; }

    public double? ShadowAgreement { get; init; }

    public double? ShadowDeviation { get; init; }

    public long AuditsCompared { get; init; }

    public double? AuditAgreement { get; init; }

    public double? AuditDeviation { get; init; }

    /// <summary>Side jobs and comparisons that are not over.</summary>
    public long Open { get; init; }

    /// <summary>Users' jobs whose answer was bought by a side job.</summary>
    public long Mixed { get; init; }
}
