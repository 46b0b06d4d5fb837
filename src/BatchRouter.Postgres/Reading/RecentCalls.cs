using System.Buffers.Binary;
using BatchRouter.Observing;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>
/// Reads how long calls took lately, so that a new worker is not blind: of each quarter of an hour of the last seven days up to 50. Attempt
/// ids rise with time, so each quarter is a short range of their index, however large the table is.
/// </summary>
public sealed class RecentCalls(NpgsqlDataSource postgres)
{
    private const string Sql = """
        select a.model, a.ended_at, a.elapsed_ms
        from unnest($1::uuid[], $2::uuid[]) as quarter(first, beyond) cross join lateral (
            select model, ended_at, elapsed_ms, state, purpose from attempts
            where attempt_id >= quarter.first and attempt_id < quarter.beyond order by attempt_id limit $3) a
        where a.state = 'replied' and a.purpose <> 'cache' and a.elapsed_ms is not null and a.ended_at is not null
        """;

    private const int PerQuarter = 50;
    private const int Quarters = 7 * 24 * 4;

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyList<PastCall>> ReadAsync(DateTimeOffset now, CancellationToken stop)
    {
        var bounds = Enumerable.Range(0, Quarters + 1).Select(back => FirstIdAt(now - (Quarters - back) * Quarter)).ToArray();
        await using var command = postgres.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = bounds[..^1] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = bounds[1..] });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PerQuarter });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var calls = new List<PastCall>();
        while (await reader.ReadAsync(stop))
            calls.Add(new PastCall(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), TimeSpan.FromMilliseconds(reader.GetInt32(2))));
        return calls;
    }

    // A UUID of version 7 begins with the milliseconds since 1970 (RFC 9562); all ids of an instant lie at or above this one.
    internal static Guid FirstIdAt(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }
}
