using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Postgres.Connecting;
using Npgsql;

namespace BatchRouter.Postgres.Learning;

/// <summary>What workers read of trained models and of drifts.</summary>
public sealed class LearnedModels(NpgsqlDataSource postgres) : ILearnedModels
{
    private const string LookSql = """
        select coalesce((select max(number) from learned_switches), 0), coalesce((select max(number) from drift), 0)
        """;

    private const string ActiveSql = "select version, task, kind::text from learned where active order by version";

    private const string ReadSql = "select artifact from learned where version = $1";

    private const string StandingsSql = """
        select distinct on (task) task, is_drifting, calibration_error, accepted_quality from drift order by task, number desc
        """;

    public async Task<LearnedMark> LookAsync(CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(LookSql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        await reader.ReadAsync(stop);
        return new LearnedMark(reader.GetInt64(0), reader.GetInt64(1));
    }

    public async Task<IReadOnlyList<ActiveModel>> ActiveAsync(CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(ActiveSql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var active = new List<ActiveModel>();
        while (await reader.ReadAsync(stop))
            active.Add(new ActiveModel(reader.GetInt64(0), reader.GetString(1), SqlNames.Parse<LearnedKind>(reader.GetString(2))));
        return active;
    }

    public async Task<ReadOnlyMemory<byte>> ReadAsync(long version, CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(ReadSql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        return (byte[])(await command.ExecuteScalarAsync(stop) ?? throw new InvalidOperationException($"version {version} is in use and not there"));
    }

    public async Task<IReadOnlyDictionary<string, DriftStanding>> StandingsAsync(CancellationToken stop)
    {
        await using var command = postgres.CreateCommand(StandingsSql);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var standings = new Dictionary<string, DriftStanding>(StringComparer.Ordinal);
        while (await reader.ReadAsync(stop))
            standings.Add(reader.GetString(0), new DriftStanding(reader.GetBoolean(1), Number(reader, 2), Number(reader, 3)));
        return standings;
    }

    private static double? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
