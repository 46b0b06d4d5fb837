using BatchRouter.Settling;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Finds attempts whose money is unknown.</summary>
public sealed class UnknownAttempts(NpgsqlDataSource postgres) : IUnknownAttempts
{
    private const string Sql = """
        select attempt_id, model, lane::text, price_version, ended_at from attempts a
        where state = 'unknown' and ended_at <= $1 and not exists (
            select 1 from shipment_rows r join shipments s using (shipment_id) where r.attempt_id = a.attempt_id and s.closed_at is null)
        order by ended_at limit $2
        """;

    public async Task<IReadOnlyList<UnknownAttempt>> FindAsync(DateTimeOffset before, int limit, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var found = new List<UnknownAttempt>();
        while (await reader.ReadAsync(stop))
            found.Add(new UnknownAttempt(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4)));
        return found;
    }
}
