using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Settled jobs with a key are the cache.</summary>
public sealed class AnswerCache(NpgsqlDataSource postgres, TimeProvider clock) : IAnswerCache
{
    private const string Sql = """
        select a.attempt_id, a.model, j.confidence, o.text::text, o.tool_calls::text
        from jobs j join attempts a on a.attempt_id = j.answer_attempt join outputs o on o.attempt_id = a.attempt_id
        where j.project = $1 and j.cache_key = $2 and j.outcome = 'accepted' and j.ended_at > $3 and j.confidence >= $4 and a.purpose <> 'cache'
        order by j.ended_at desc limit 1
        """;

    public Task<CachedAnswer?> FindAsync(string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop) =>
        Outlasting.AskAsync(() => LookAsync(project, key, boughtAfter, leastConfidence, stop), clock, stop);

    private async Task<CachedAnswer?> LookAsync(string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = project });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = boughtAfter.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = leastConfidence });
        await using var reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? new CachedAnswer(
                reader.GetGuid(0), reader.GetString(1), reader.GetDouble(2), JsonStrings.Unquote(reader.GetString(3)),
                reader.IsDBNull(4) ? null : reader.GetString(4))
            : null;
    }
}
