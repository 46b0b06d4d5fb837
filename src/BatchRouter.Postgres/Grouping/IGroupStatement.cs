using Npgsql;

namespace BatchRouter.Postgres.Grouping;

/// <summary>How all writes of one kind in a group are written with one statement.</summary>
internal interface IGroupStatement
{
    /// <summary>Whether the statement gives rows back; one that does not is never read.</summary>
    bool HasRows { get; }

    /// <summary>Adds the statement for the group's writes of this kind; nothing, and false, where there are none.</summary>
    bool AddTo(NpgsqlBatch batch, IReadOnlyList<Write> group);

    /// <summary>Reads the statement's rows into the writes' results.</summary>
    Task ReadAsync(NpgsqlDataReader reader, IReadOnlyList<Write> group);

    /// <summary>After the commit, on the same connection: what the rows could not tell (a duplicate, a lost lease, a commit whose reply was lost).</summary>
    Task FinishAsync(NpgsqlConnection connection, IReadOnlyList<Write> group, CancellationToken stop);
}

/// <summary>The furniture of a statement over writes of one type.</summary>
internal abstract class GroupStatement<TWrite> : IGroupStatement where TWrite : Write
{
    public virtual bool HasRows => false;

    public bool AddTo(NpgsqlBatch batch, IReadOnlyList<Write> group)
    {
        var writes = Chosen(Of(group));
        if (writes.Count == 0)
            return false;
        batch.BatchCommands.Add(Command(writes));
        return true;
    }

    public Task ReadAsync(NpgsqlDataReader reader, IReadOnlyList<Write> group) => ReadAsync(reader, Chosen(Of(group)));

    public Task FinishAsync(NpgsqlConnection connection, IReadOnlyList<Write> group, CancellationToken stop) =>
        FinishAsync(connection, Of(group), stop);

    /// <summary>Those of the group that the statement writes.</summary>
    protected virtual IReadOnlyList<TWrite> Chosen(IReadOnlyList<TWrite> writes) => writes;

    protected abstract NpgsqlBatchCommand Command(IReadOnlyList<TWrite> writes);

    protected virtual Task ReadAsync(NpgsqlDataReader reader, IReadOnlyList<TWrite> writes) => Task.CompletedTask;

    protected virtual Task FinishAsync(NpgsqlConnection connection, IReadOnlyList<TWrite> writes, CancellationToken stop) => Task.CompletedTask;

    private static List<TWrite> Of(IReadOnlyList<Write> group)
    {
        var writes = new List<TWrite>(group.Count);
        foreach (var write in group)
            if (write is TWrite ours)
                writes.Add(ours);
        return writes;
    }
}
