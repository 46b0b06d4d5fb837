using Npgsql;

namespace BatchRouter.Postgres.Connecting;

/// <summary>Values on their way to a statement and back.</summary>
internal static class SqlValues
{
    public static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    public static void Add(this NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    /// <summary>Null where the column is.</summary>
    public static string? Text(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Null where the column is.</summary>
    public static DateTimeOffset? Time(this NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
