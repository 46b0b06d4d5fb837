using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Judging;

/// <summary>Reads how the arms of experiments do: sums and sums of squares, from which means and their errors follow.</summary>
public sealed class ExperimentReader(NpgsqlDataSource postgres)
{
    // A job's whole cost is its own: shadows and audits stand beside it as jobs of their own. Names are parted at the first slash.
    private const string ArmsSql = """
        with placed as materialized (
            select split_part(arm, '/', 1) as experiment, substr(arm, strpos(arm, '/') + 1) as arm, j.project, j.job_id, j.state, j.outcome, j.confidence, j.late,
                extract(epoch from j.ended_at - j.received_at)::float8 as seconds, j.received_at,
                case when j.ended_at is not null then coalesce((select sum(e.amount_nano_usd) from attempts a join entries e using (attempt_id)
                    where a.project = j.project and a.job_id = j.job_id), 0)::float8 end as cost,
                (select count(*) from attempts a where a.project = j.project and a.job_id = j.job_id and a.purpose = 'escalate') as escalations,
                (select avg(f.score) from feedback f where f.project = j.project and f.job_id = j.job_id) as score,
                (select avg(c.agreement) from comparisons c where c.project = j.project and c.job_id = j.job_id and c.side = 'audit') as audited
            from jobs j cross join unnest(j.arms) as arm
            where j.side is null and (@since::timestamptz is null or j.received_at >= @since)),
        began as (select experiment, min(received_at) as at, max(received_at) as last from placed group by experiment)
        select p.experiment, p.arm, count(*) as jobs,
            (select count(*) from jobs j where j.side is null and j.received_at >= b.at and j.received_at <= b.last) as all_jobs,
            count(*) filter (where outcome = 'accepted') as accepted, count(*) filter (where outcome = 'exhausted') as exhausted,
            count(*) filter (where state = 'rejected') as rejected, count(*) filter (where late) as late,
            coalesce(sum(escalations), 0)::bigint as escalations,
            percentile_cont(0.5) within group (order by seconds) as p50_seconds, percentile_cont(0.99) within group (order by seconds) as p99_seconds,
            count(confidence) as confidences, avg(confidence) as confidence, stddev_samp(confidence) as confidence_deviation,
            count(cost) as costs, avg(cost) as cost_nano_usd, stddev_samp(cost) as cost_deviation,
            count(audited) as audits, avg(audited) as audit, stddev_samp(audited) as audit_deviation,
            count(score) as scores, avg(score) as score, stddev_samp(score) as score_deviation
        from placed p join began b using (experiment)
        group by p.experiment, p.arm, b.at, b.last order by p.experiment, p.arm
        """;

    private const string ShadowsSql = """
        select split_part(s.arms[1], '/', 1) as experiment, substr(s.arms[1], strpos(s.arms[1], '/') + 1) as arm, count(*) as jobs,
            count(*) filter (where s.ended_at is null) as open, max(c.share) as share,
            count(c.agreement) as compared, avg(c.agreement) as agreement, stddev_samp(c.agreement) as agreement_deviation,
            coalesce(sum((select sum(e.amount_nano_usd) from attempts a join entries e using (attempt_id)
                where a.project = s.project and a.job_id = s.job_id)), 0)::bigint as nano_usd
        from jobs s left join comparisons c on c.project = s.project and c.side_job = s.job_id
        where s.side = 'shadow' and (@since::timestamptz is null or s.received_at >= @since)
        group by 1, 2 order by 1, 2
        """;

    /// <param name="since">Only jobs received from then on; null, all.</param>
    /// <param name="stop">Cancels.</param>
    public async Task<IReadOnlyList<ArmRow>> ArmsAsync(DateTimeOffset? since, CancellationToken stop) => await QueryAsync<ArmRow>(ArmsSql, since, stop);

    public async Task<IReadOnlyList<ShadowRow>> ShadowsAsync(DateTimeOffset? since, CancellationToken stop) => await QueryAsync<ShadowRow>(ShadowsSql, since, stop);

    private async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, DateTimeOffset? since, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql, new { since = since?.UtcDateTime }, commandTimeout: 600, cancellationToken: stop))).AsList();
    }
}

/// <summary>How the jobs of one arm did.</summary>
public sealed record ArmRow
{
    public string Experiment { get; init; } = "";

    public string Arm { get; init; } = "";

    public long Jobs { get; init; }

    /// <summary>All users' jobs from the experiment's first to its last.</summary>
    public long AllJobs { get; init; }

    public long Accepted { get; init; }

    public long Exhausted { get; init; }

    public long Rejected { get; init; }

    public long Late { get; init; }

    public long Escalations { get; init; }

    public double? P50Seconds { get; init; }

    public double? P99Seconds { get; init; }

    public long Confidences { get; init; }

    public double? Confidence { get; init; }

    public double? ConfidenceDeviation { get; init; }

    public long Costs { get; init; }

    public double? CostNanoUsd { get; init; }

    public double? CostDeviation { get; init; }

    public long Audits { get; init; }

    public double? Audit { get; init; }

    public double? AuditDeviation { get; init; }

    public long Scores { get; init; }

    public double? Score { get; init; }

    public double? ScoreDeviation { get; init; }
}

/// <summary>How the shadows of one arm did.</summary>
public sealed record ShadowRow
{
    public string Experiment { get; init; } = "";

    public string Arm { get; init; } = "";

    public long Jobs { get; init; }

    public long Open { get; init; }

    /// <summary>The wanted one, of the latest draw.</summary>
    public double? Share { get; init; }

    public long Compared { get; init; }

    public double? Agreement { get; init; }

    public double? AgreementDeviation { get; init; }

    public long NanoUsd { get; init; }
}
