using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Quoting;
using Npgsql;
using static BatchRouter.Postgres.Connecting.SqlValues;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads the open jobs of a group in bunches: few rows, however many jobs there are.</summary>
public sealed class OpenJobReader(NpgsqlDataSource postgres)
{
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(1);

    // What is not in a shipment yet is bunched by the time that is left, in steps of 15%: so far apart are those that will travel together.
    private const string BunchesSql = """
        select j.state::text, count(*), min(j.deadline), max(j.deadline), r.provider, r.model, coalesce(s.rows, 0), s.created_at, max(r.leaves_by),
            coalesce(s.latest_safe_start, min(r.latest_safe_start)), s.cancelled_at is not null, s.ended_at is not null, max(j.wake_at)
        from jobs j
            left join shipment_rows r on r.project = j.project and r.job_id = j.job_id and r.is_awaited and j.state in ('parked', 'shipped')
            left join shipments s on s.shipment_id = r.shipment_id
        where j.group_id = $1 and j.ended_at is null and j.side is null
        group by j.state, r.provider, r.model, s.shipment_id,
            case when s.shipment_id is null then floor(ln(greatest(1, extract(epoch from coalesce(r.latest_safe_start, j.deadline) - $2))) / ln(1.15)) end
        """;

    private const string PaceSql = """
        select count(*) from jobs where group_id = $1 and side is null and ended_at > $2 and ended_at <= $3 and lane is distinct from 'batch'
        """;

    // Job ids know nothing of costs: the first ones are a fair sample, and the same at each look.
    private const string CostSql = """
        select coalesce(avg((d.decided->>'planCostNanoUsd')::bigint), 0)::float8
        from (select project, job_id from jobs where group_id = $1 and ended_at is null and side is null order by job_id limit 200) o
            cross join lateral (select decided from decisions d where d.project = o.project and d.job_id = o.job_id order by step desc limit 1) d
        """;

    /// <param name="group">Whose jobs.</param>
    /// <param name="now">By the workers' clock.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<OpenJobs> ReadAsync(string group, DateTimeOffset now, CancellationToken stop)
    {
        await using var batch = postgres.CreateBatch();
        batch.Add(BunchesSql, Of(group), Of(now.UtcDateTime));
        batch.Add(PaceSql, Of(group), Of((now - Lately).UtcDateTime), Of(now.UtcDateTime));
        batch.Add(CostSql, Of(group));
        await using var reader = await batch.ExecuteReaderAsync(stop);
        var bunches = new List<OpenBunch>();
        while (await reader.ReadAsync(stop))
            bunches.Add(Bunch(reader));
        await reader.NextResultAsync(stop);
        await reader.ReadAsync(stop);
        var pace = new EndingPace(reader.GetInt64(0), Lately);
        await reader.NextResultAsync(stop);
        await reader.ReadAsync(stop);
        return new OpenJobs(bunches, pace, (long)(reader.GetDouble(0) * bunches.Sum(bunch => bunch.Jobs)));
    }

    private static OpenBunch Bunch(NpgsqlDataReader reader) => new()
    {
        State = SqlNames.Parse<JobState>(reader.GetString(0)),
        Jobs = reader.GetInt64(1),
        FirstDeadline = reader.GetFieldValue<DateTimeOffset>(2),
        LastDeadline = reader.GetFieldValue<DateTimeOffset>(3),
        Provider = reader.Text(4),
        Model = reader.Text(5),
        Rows = reader.GetInt32(6),
        SentAt = reader.Time(7),
        LeavesBy = reader.Time(8),
        LatestSafeStart = reader.Time(9),
        IsCalledBack = reader.GetBoolean(10),
        IsEnded = reader.GetBoolean(11),
        WakeAt = reader.Time(12),
    };
}

/// <summary>The open jobs of a group.</summary>
/// <param name="Bunches">All of them.</param>
/// <param name="Pace">Of those that were bought at once.</param>
/// <param name="RemainingNanoUsd">What their plans are expected to cost still, from a sample of 200.</param>
public sealed record OpenJobs(IReadOnlyList<OpenBunch> Bunches, EndingPace Pace, long RemainingNanoUsd);
