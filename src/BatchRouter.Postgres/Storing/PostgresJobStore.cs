using BatchRouter.Jobs;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using BatchRouter.Settling;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>The job store: every verb is a record in the next group commit.</summary>
public sealed class PostgresJobStore : IJobStore, IAsyncDisposable
{
    // Told-of marks wait for company: losing one costs a repeated announcement, and each would cost a plan and a commit.
    private static readonly TimeSpan MarkLinger = TimeSpan.FromMilliseconds(200);

    private readonly GroupCommit _commits;
    private readonly GroupCommit _marks;

    public PostgresJobStore(
        NpgsqlDataSource postgres, Guid workerId, GroupCommitOptions options, TimeProvider clock, ILogger<PostgresJobStore> logger)
        : this(postgres, workerId, options, clock, logger, plant: null)
    {
    }

    /// <summary>For tests that plant faults in its SQL.</summary>
    internal PostgresJobStore(
        NpgsqlDataSource postgres, Guid workerId, GroupCommitOptions options, TimeProvider clock, ILogger logger, Func<string, string>? plant)
    {
        _commits = new GroupCommit(postgres, new JobGroupWriter(workerId, plant), options, clock, logger);
        _marks = new GroupCommit(
            postgres, new StatementsWriter([new AnnouncedStatement()]), options with { Connections = 1, GroupSize = 2_000, Linger = MarkLinger }, clock, logger);
    }

    public async Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop) =>
        await _commits.WriteAsync(new OpenWrite(opening), stop)
        ?? throw new InvalidOperationException($"job {opening.Job.Key} was neither opened nor found");

    public async Task<AdvanceResult> AdvanceAsync(Turn turn, CancellationToken stop) =>
        await _commits.WriteAsync(new TurnWrite(turn), stop)
        ?? throw new InvalidOperationException($"nothing is known of the turn of job {turn.Lease.Key}");

    public Task ResolveAsync(Resolution resolution, CancellationToken stop) => _commits.WriteAsync(new ResolveWrite(resolution), stop);

    public void MarkAnnounced(JobKey key) => _marks.Post(new AnnouncedWrite(key));

    public Task RecordAsync(Rejection rejection, CancellationToken stop) => _commits.WriteAsync(new RejectionWrite(rejection), stop);

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        await _marks.DisposeAsync();
    }
}
