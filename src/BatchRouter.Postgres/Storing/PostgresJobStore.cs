using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>The job store: every verb is a record in the next group commit.</summary>
public sealed class PostgresJobStore : IJobStore, IAsyncDisposable
{
    private readonly GroupCommit _commits;

    public PostgresJobStore(
        NpgsqlDataSource postgres, Guid workerId, GroupCommitOptions options, TimeProvider clock, ILogger<PostgresJobStore> logger)
    {
        IGroupStatement[] statements =
            [new TurnStatement(workerId), new OpenStatement(workerId), new AnnouncedStatement(), new RejectionStatement()];
        _commits = new GroupCommit(postgres, statements, options, clock, logger);
    }

    public async Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop) =>
        await _commits.WriteAsync(new OpenWrite(opening), stop)
        ?? throw new InvalidOperationException($"job {opening.Job.Key} was neither opened nor found");

    public async Task<bool> AdvanceAsync(Turn turn, CancellationToken stop) =>
        await _commits.WriteAsync(new TurnWrite(turn), stop) ?? false;

    public Task MarkAnnouncedAsync(JobKey key, CancellationToken stop) => _commits.WriteAsync(new AnnouncedWrite(key), stop);

    public Task RecordAsync(Rejection rejection, CancellationToken stop) => _commits.WriteAsync(new RejectionWrite(rejection), stop);

    public ValueTask DisposeAsync() => _commits.DisposeAsync();
}
