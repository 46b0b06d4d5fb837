using BatchRouter.Lanes;
using Npgsql;

namespace BatchRouter.Postgres.Shipping;

/// <summary>Reads how long shipments took.</summary>
public sealed class CompletionLog(NpgsqlDataSource postgres) : ICompletions
{
    // What was called back, expired or refused says only that it took longer; one that was refused says nothing.
    private const string Sql = """
        select provider, model, rows, created_at, coalesce(ended_at, cancelled_at), batch_end is distinct from 'completed' or cancelled_at is not null
        from shipments
        where created_at >= $1 and provider_id is not null and batch_end is distinct from 'refused' and state <> 'dropped'
        """;

    public async Task<IReadOnlyList<CompletionSample>> SinceAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = since.UtcDateTime });
        await using var reader = await command.ExecuteReaderAsync(stop);
        var samples = new List<CompletionSample>();
        while (await reader.ReadAsync(stop))
        {
            var (sentAt, endedAt) = (reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(4) ? now : reader.GetFieldValue<DateTimeOffset>(4));
            samples.Add(new CompletionSample(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), sentAt, endedAt > sentAt ? endedAt - sentAt : TimeSpan.Zero, reader.GetBoolean(5)));
        }

        return samples;
    }
}
