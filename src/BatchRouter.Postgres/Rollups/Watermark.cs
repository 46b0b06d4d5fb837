using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Rollups;

/// <summary>
/// How far the rollups go, and how far they could: transaction ids as text. Read apart and passed on as values, so that the planner knows
/// how narrow the span is and never scans the ledger for it.
/// </summary>
/// <param name="First">Entries of transactions below it are rolled up.</param>
/// <param name="Past">The oldest transaction that is still open; all below it are visible.</param>
internal sealed record Watermark(string First, string Past)
{
    private const string Sql = """
        select xid::text as first, pg_snapshot_xmin(pg_current_snapshot())::text as past, xid > pg_snapshot_xmax(pg_current_snapshot()) as is_ahead
        from rollup_watermark
        """;

    /// <exception cref="InvalidDataException">
    /// The watermark lies ahead of this server's transactions: on a younger server than the one that wrote the ledger (a dump restored into
    /// it) new entries lie below the watermark and would never be counted.
    /// </exception>
    public static async Task<Watermark> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken stop)
    {
        var (first, past, isAhead) = await connection.QuerySingleAsync<(string First, string Past, bool IsAhead)>(
            new CommandDefinition(Sql, transaction: transaction, cancellationToken: stop));
        return isAhead
            ? throw new InvalidDataException(
                "the rollups' watermark is ahead of this server's transaction ids: the database was restored from a dump; raise the server's next transaction id above it (pg_resetwal)")
            : new Watermark(first, past);
    }
}
