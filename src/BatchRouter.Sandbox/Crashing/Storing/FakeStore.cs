using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Settling;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>How far away the tables are: at once in tests, through a network that is slow and breaks in the simulator.</summary>
internal interface IStoreLink
{
    /// <summary>One transaction; where its reply is lost, the asker is told of a fault.</summary>
    Task<T> AskAsync<T>(Func<T> commit, CancellationToken stop);

    /// <summary>One transaction that is written again where its reply is lost.</summary>
    Task<T> WriteAsync<T>(Func<T> commit, CancellationToken stop);

    /// <summary>Nobody waits for it; lost with its process.</summary>
    void Post(Action commit);
}

/// <summary>The tables at hand.</summary>
internal sealed class DirectLink : IStoreLink
{
    public Task<T> AskAsync<T>(Func<T> commit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return Task.FromResult(commit());
    }

    public Task<T> WriteAsync<T>(Func<T> commit, CancellationToken stop) => AskAsync(commit, stop);

    public void Post(Action commit) => commit();
}

/// <summary>One worker's side of the tables: all ports that Postgres stands behind.</summary>
internal sealed class FakeStore(FakeDatabase database, Guid worker, IStoreLink link)
    : IJobStore, IJobClaims, IWorkerLease, IUnannounced, IUnknownAttempts, IAnswerCache
{
    public async Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop)
    {
        var isAdmitted = await CheckFirstAsync(opening.Move, stop);
        return await link.WriteAsync(() => OpenStep.Run(database, worker, opening, isAdmitted), stop);
    }

    public async Task<AdvanceResult> AdvanceAsync(Turn turn, CancellationToken stop)
    {
        var isAdmitted = await CheckFirstAsync(turn.Move, stop);
        return await link.WriteAsync(() => TurnStep.Run(database, worker, turn, isAdmitted), stop);
    }

    public Task ResolveAsync(Resolution resolution, CancellationToken stop) => link.WriteAsync(Doing(() => AttemptSteps.Resolve(database, resolution)), stop);

    public void MarkAnnounced(JobKey key) => link.Post(() => LookSteps.MarkAnnounced(database, key));

    public Task RecordAsync(Rejection rejection, CancellationToken stop) => link.WriteAsync(Doing(() => LookSteps.Record(database, rejection)), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimExpiredAsync(int limit, CancellationToken stop) =>
        link.AskAsync(() => ClaimSteps.Expired(database, worker, limit), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimDueAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        link.AskAsync(() => ClaimSteps.Due(database, worker, now, limit), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimFundedAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        link.AskAsync(() => ClaimSteps.Funded(database, worker, now, limit), stop);

    public Task AbandonAsync(Lease lease, CancellationToken stop) => link.AskAsync(Doing(() => ClaimSteps.Abandon(database, worker, lease)), stop);

    public Task BeatAsync(CancellationToken stop) => link.AskAsync(Doing(() => database.Beat(worker)), stop);

    public Task EndAsync(CancellationToken stop) => link.AskAsync(Doing(() => database.Workers[worker].EndedAt ??= database.Now), stop);

    public Task<IReadOnlyList<Announcement>> FindAsync(DateTimeOffset endedBefore, int limit, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Unannounced(database, endedBefore, limit), stop);

    public Task<IReadOnlyList<Rejection>> FindRejectionsAsync(DateTimeOffset before, int limit, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.UnannouncedRejections(database, before, limit), stop);

    Task<IReadOnlyList<UnknownAttempt>> IUnknownAttempts.FindAsync(DateTimeOffset before, int limit, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Unknown(database, before, limit), stop);

    public Task<CachedAnswer?> FindAsync(string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Cached(database, project, key, boughtAfter, leastConfidence), stop);

    // The planted fault: what was seen to fit is added later, unseen.
    private async Task<bool> CheckFirstAsync(Move move, CancellationToken stop) =>
        database.Breakage == Breakage.CheckThenAdd && move is Move.Start start
        && await link.AskAsync(() => database.Accounts.Ask(start, database.Accounts.Of(start), database.HasWaiters) is null, stop);

    private static Func<bool> Doing(Action act) => () =>
    {
        act();
        return true;
    };
}
