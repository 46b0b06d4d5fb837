using BatchRouter.Postgres.Storing;
using BatchRouter.Siding;
using Npgsql;

namespace BatchRouter.Postgres.Siding;

/// <summary>Opens side jobs that belong to no settling job.</summary>
public sealed class SideJobStore(NpgsqlDataSource postgres, TimeProvider clock) : ISideJobs
{
    private static readonly string Sql = $"with {SideColumns.OpenedSql(1, null)} select count(*) from sided";

    public async Task OpenAsync(IReadOnlyList<SideJob> sides, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        await using var batch = postgres.CreateBatch();
        batch.BatchCommands.Add(Command(sides.Select(side => (side, now)).ToList()));
        await batch.ExecuteNonQueryAsync(stop);
    }

    internal static NpgsqlBatchCommand Command(IReadOnlyList<(SideJob Side, DateTimeOffset At)> sides)
    {
        var command = new NpgsqlBatchCommand(Sql);
        SideColumns.Add(command, sides);
        return command;
    }
}
