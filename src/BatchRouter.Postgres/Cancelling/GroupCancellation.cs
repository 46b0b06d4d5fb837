using BatchRouter.Cancelling;
using Npgsql;

namespace BatchRouter.Postgres.Cancelling;

/// <summary>Stops what of a group is not yet bought. Workers do it; here they are told, and what waits is woken for them.</summary>
public sealed class GroupCancellation(NpgsqlDataSource postgres) : ICancelledGroups
{
    private const string ReadSql = "select group_id from cancelled_groups";

    private const string TellSql = "insert into cancelled_groups (group_id) values ($1) on conflict do nothing";

    // Held jobs are woken, parked ones called back, and shipments too, where no open row of them is anybody else's.
    private const string WakeSql = """
        with woken as (
            update jobs set wake_at = least(wake_at, $2), held_budget = null, held_asked_nano_usd = null
            where group_id = $1 and state = 'held' and wake_at > $2),
        called as (
            update shipment_rows r set latest_safe_start = $2
            from jobs j where j.group_id = $1 and j.state = 'parked' and r.project = j.project and r.job_id = j.job_id
                and r.is_open and r.shipment_id is null and r.latest_safe_start > $2)
        update shipments s set latest_safe_start = $2, next_at = $2
        where s.closed_at is null and s.latest_safe_start > $2
            and exists (select 1 from shipment_rows r join jobs j using (project, job_id) where r.shipment_id = s.shipment_id and r.is_open and j.group_id = $1)
            and not exists (
                select 1 from shipment_rows r join jobs j using (project, job_id)
                where r.shipment_id = s.shipment_id and r.is_open and (j.group_id is null or j.group_id not in (select group_id from cancelled_groups)))
        """;

    public async Task<IReadOnlySet<string>> ReadAsync(CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(ReadSql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var groups = new HashSet<string>();
        while (await reader.ReadAsync(stop))
            groups.Add(reader.GetString(0));
        return groups;
    }

    /// <summary>Says that nothing more of a group is to be bought; again, it changes nothing.</summary>
    public async Task TellAsync(string group, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(TellSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = group });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Wakes what waits of a group that was told of; to be repeated until all has ended, since jobs may begin to wait meanwhile.</summary>
    /// <param name="group">The group.</param>
    /// <param name="now">By the workers' clock.</param>
    /// <param name="stop">Cancels.</param>
    public async Task WakeAsync(string group, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(WakeSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = group });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        await command.ExecuteNonQueryAsync(stop);
    }
}
