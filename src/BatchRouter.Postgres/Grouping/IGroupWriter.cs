using Npgsql;

namespace BatchRouter.Postgres.Grouping;

/// <summary>Writes a whole group in one transaction, and finds out what became of each of its records.</summary>
internal interface IGroupWriter
{
    Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<Write> group, CancellationToken stop);
}

/// <summary>All statements in one batch: one transaction, one round trip.</summary>
internal sealed class StatementsWriter(IReadOnlyList<IGroupStatement> statements) : IGroupWriter
{
    public async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<Write> group, CancellationToken stop)
    {
        await using var round = new GroupRound(connection);
        await round.Add(statements, group).RunAsync(stop);
        foreach (var statement in statements)
            await statement.FinishAsync(connection, group, stop);
    }
}
