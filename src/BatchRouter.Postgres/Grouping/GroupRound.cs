using Npgsql;

namespace BatchRouter.Postgres.Grouping;

/// <summary>One round trip: commands of its own around the statements of a group. Without a "begin" among them it is a transaction of its own.</summary>
/// <param name="connection">Whose transaction it is.</param>
/// <param name="plant">Tests plant faults in the SQL, to see that others catch them; null, the SQL is as it is written.</param>
internal sealed class GroupRound(NpgsqlConnection connection, Func<string, string>? plant = null) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);
    private readonly List<Func<NpgsqlDataReader, Task>> _readers = [];

    /// <summary>A command that gives no rows back.</summary>
    public GroupRound Add(string sql)
    {
        _batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        return this;
    }

    /// <summary>A command that does, be they none.</summary>
    public GroupRound Add(NpgsqlBatchCommand command, Func<NpgsqlDataReader, Task> read)
    {
        _batch.BatchCommands.Add(command);
        _readers.Add(read);
        return this;
    }

    public GroupRound Add(IReadOnlyList<IGroupStatement> statements, IReadOnlyList<Write> group)
    {
        foreach (var statement in statements)
            if (statement.AddTo(_batch, group) && statement.HasRows)
                _readers.Add(reader => statement.ReadAsync(reader, group));
        return this;
    }

    public async Task RunAsync(CancellationToken stop)
    {
        if (plant is not null)
            foreach (var command in _batch.BatchCommands)
                command.CommandText = plant(command.CommandText);
        await using var reader = await _batch.ExecuteReaderAsync(stop);
        foreach (var read in _readers)
        {
            await read(reader);
            await reader.NextResultAsync(stop);
        }
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
