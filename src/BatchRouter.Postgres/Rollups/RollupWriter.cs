using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Rollups;

/// <summary>
/// Adds what is new in the ledger to the hourly and daily rollups. New is what committed since the last run, told by transaction ids: a
/// run takes the entries from the watermark up to the oldest transaction that is still open, whenever they were posted. Entries of a
/// transaction that is still open wait for a later run. Everything is one transaction under the lock of the watermark's row, so no entry
/// is added twice, whoever runs and whenever a run dies.
/// </summary>
public sealed class RollupWriter(NpgsqlDataSource postgres)
{
    private const string LookSql = "select exists (select from entries where xid >= @First::xid8 and xid < @Past::xid8)";

    private const string LockSql = "select xid::text from rollup_watermark for update";

    private const string AddSql = """
        with fresh as materialized (
            select l.hour, l.day, l.project, l.task, l.model, l.lane, l.side, sum(l.amount_nano_usd)::bigint as amount,
                sum(l.assumed_nano_usd)::bigint as assumed, sum(l.corrections_nano_usd)::bigint as corrections, count(*) as entries, sum(l.attempts)::bigint as attempts
            from entry_lines l where l.xid >= @First::xid8 and l.xid < @Past::xid8
            group by l.hour, l.day, l.project, l.task, l.model, l.lane, l.side),
        hourly as (
            insert into rollup_hours as r (hour, project, task, model, lane, side, amount_nano_usd, assumed_nano_usd, corrections_nano_usd, entries, attempts)
            select hour, project, task, model, lane, side, amount, assumed, corrections, entries, attempts from fresh
            on conflict (hour, project, task, model, lane, side) do update set
                amount_nano_usd = r.amount_nano_usd + excluded.amount_nano_usd, assumed_nano_usd = r.assumed_nano_usd + excluded.assumed_nano_usd,
                corrections_nano_usd = r.corrections_nano_usd + excluded.corrections_nano_usd, entries = r.entries + excluded.entries,
                attempts = r.attempts + excluded.attempts),
        daily as (
            insert into rollup_days as r (day, project, task, model, lane, side, amount_nano_usd, assumed_nano_usd, corrections_nano_usd, entries, attempts)
            select day, project, task, model, lane, side, sum(amount), sum(assumed), sum(corrections), sum(entries), sum(attempts)
            from fresh group by day, project, task, model, lane, side
            on conflict (day, project, task, model, lane, side) do update set
                amount_nano_usd = r.amount_nano_usd + excluded.amount_nano_usd, assumed_nano_usd = r.assumed_nano_usd + excluded.assumed_nano_usd,
                corrections_nano_usd = r.corrections_nano_usd + excluded.corrections_nano_usd, entries = r.entries + excluded.entries,
                attempts = r.attempts + excluded.attempts),
        moved as (update rollup_watermark set xid = @Past::xid8, rolled_at = now())
        select coalesce(sum(entries), 0)::bigint from fresh
        """;

    /// <summary>One run. Cheap where nothing is new: one look, no lock, no write.</summary>
    /// <returns>How many entries were added.</returns>
    /// <exception cref="InvalidDataException">The database was restored from a dump into a younger server.</exception>
    public async Task<long> RunAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        if (!await connection.ExecuteScalarAsync<bool>(Command(LookSql, await Watermark.ReadAsync(connection, null, stop))))
            return 0;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(Command(LockSql));
        // Read once more, now that nobody else moves it: the statement's snapshot is younger than the lock.
        var span = await Watermark.ReadAsync(connection, transaction, stop);
        var added = await connection.ExecuteScalarAsync<long>(Command(AddSql, span));
        await transaction.CommitAsync(stop);
        return added;

        // No timeout: the first run on an old ledger reads all of it.
        CommandDefinition Command(string sql, Watermark? values = null) => new(sql, values, commandTimeout: 0, cancellationToken: stop);
    }
}
