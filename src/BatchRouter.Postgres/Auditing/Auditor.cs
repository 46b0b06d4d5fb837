using System.Data;
using BatchRouter.Postgres.Rollups;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Auditing;

/// <summary>Checks every invariant of the money in one snapshot, while work goes on. SQL compares; only differences leave the database.</summary>
public sealed class Auditor(NpgsqlDataSource postgres)
{
    /// <summary>Differences listed per check where nothing else is said.</summary>
    public const int DefaultListed = 100;

    private const string NowSql = "select now()";

    private const string OriginSql = "select system_identifier = (select system_identifier from pg_control_system()) from ledger_origin";

    /// <param name="listed">Differences listed per check; all are counted.</param>
    /// <param name="stop">Ends the audit.</param>
    /// <exception cref="InvalidDataException">The database was restored from a dump into a younger server.</exception>
    public async Task<AuditReport> AuditAsync(int listed, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var watermark = (await Watermark.ReadAsync(connection, snapshot, stop)).First;
        var at = await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition(NowSql, transaction: snapshot, cancellationToken: stop));
        var isAtHome = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(OriginSql, transaction: snapshot, cancellationToken: stop));
        var results = new List<CheckResult>();
        foreach (var check in AuditChecks.All)
            results.Add(check.Name == AuditChecks.EntriesAsWritten && !isAtHome
                ? Result(check, []) with { Skipped = "the database was moved to another server, which knows nothing of the old one's transactions" }
                : Result(check, await FindAsync(check)));
        return new AuditReport(at, results);

        async Task<List<Row>> FindAsync(AuditCheck check) => (await connection.QueryAsync<Row>(new CommandDefinition(
            $"select d.*, count(*) over () as count from ({check.Sql}) d order by row_name, what limit @listed",
            new { watermark, listed }, snapshot, commandTimeout: 0, cancellationToken: stop))).AsList();
    }

    private static CheckResult Result(AuditCheck check, List<Row> rows) => new()
    {
        Name = check.Name,
        Holds = check.Holds,
        Count = rows.Count == 0 ? 0 : rows[0].Count,
        Differences = rows.Select(row => new AuditDifference { RowName = row.RowName, What = row.What, Expected = row.Expected, Found = row.Found }).ToList(),
    };

    private sealed record Row
    {
        public string RowName { get; init; } = "";

        public string What { get; init; } = "";

        public long? Expected { get; init; }

        public long? Found { get; init; }

        public long Count { get; init; }
    }
}
