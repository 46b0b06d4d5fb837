using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Cancelling;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Settling;
using BatchRouter.Siding;

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

/// <summary>The server or the way to it failed.</summary>
/// <param name="what">How.</param>
/// <param name="unheard">What was committed, though its reply was lost; null, nothing.</param>
internal sealed class StoreFaultException(string what, object? unheard = null) : Exception($"the store failed: {what}")
{
    public object? Unheard => unheard;
}

/// <summary>The tables at hand, for threads that run at the same time: one commit after the other.</summary>
internal sealed class DirectLink(FakeDatabase database) : IStoreLink
{
    public Task<T> AskAsync<T>(Func<T> commit, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        lock (database)
            return Task.FromResult(commit());
    }

    public Task<T> WriteAsync<T>(Func<T> commit, CancellationToken stop) => AskAsync(commit, stop);

    public void Post(Action commit)
    {
        lock (database)
            commit();
    }
}

/// <summary>One worker's side of the tables: all ports that Postgres stands behind.</summary>
internal sealed class FakeStore(FakeDatabase database, Guid worker, IStoreLink link)
    : IJobStore, IJobClaims, IWorkerLease, IUnannounced, IUnknownAttempts, IAnswerCache, IAcceptedMessages, IBudgetLevels, ISideJobs, IComparisons, ICancelledGroups
{
    private readonly List<Lease> _inDoubt = [];

    public async Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop)
    {
        var isAdmitted = await CheckFirstAsync(opening.Move, stop);
        return await link.WriteAsync(() => OpenStep.Run(database, worker, opening, isAdmitted), stop);
    }

    public async Task<AdvanceResult> AdvanceAsync(Turn turn, CancellationToken stop)
    {
        var isAdmitted = await CheckFirstAsync(turn.Move, stop);
        var result = await link.WriteAsync(() => TurnStep.Run(database, worker, turn, isAdmitted), stop);
        if (database.Breakage == Breakage.SidesLater && result is AdvanceResult.Advanced && turn.Move is Move.Settle settle)
            link.Post(() => SideSteps.Open(database, settle.Sides, turn.At));
        return result;
    }

    public Task ResolveAsync(Resolution resolution, CancellationToken stop) => link.WriteAsync(Doing(() => AttemptSteps.Resolve(database, resolution)), stop);

    public void MarkAnnounced(JobKey key) => link.Post(() => LookSteps.MarkAnnounced(database, key));

    public Task RecordAsync(Rejection rejection, CancellationToken stop) => link.WriteAsync(Doing(() => LookSteps.Record(database, rejection)), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimExpiredAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        ClaimAsync(() => ClaimSteps.Expired(database, worker, now, limit), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimDueAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        ClaimAsync(() => ClaimSteps.Due(database, worker, now, limit, areSides: false), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimSidesAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        ClaimAsync(() => ClaimSteps.Due(database, worker, now, limit, areSides: true), stop);

    public Task<IReadOnlyList<ClaimedRow>> ClaimFundedAsync(DateTimeOffset now, int limit, CancellationToken stop) =>
        ClaimAsync(() => ClaimSteps.Funded(database, worker, now, limit), stop);

    public async Task AbandonAsync(Lease lease, CancellationToken stop)
    {
        try
        {
            await link.AskAsync(Doing(() => ClaimSteps.Abandon(database, worker, lease)), stop);
        }
        catch (StoreFaultException) when (database.Breakage != Breakage.ForgetClaim)
        {
            _inDoubt.Add(lease);
            throw;
        }
    }

    public Task BeatAsync(CancellationToken stop) => link.AskAsync(Doing(() => database.Beat(worker)), stop);

    public Task EndAsync(CancellationToken stop) => link.AskAsync(Doing(() => database.End(worker)), stop);

    public Task<IReadOnlyList<Announcement>> FindAsync(DateTimeOffset endedBefore, int limit, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Unannounced(database, endedBefore, limit), stop);

    public Task<bool> WasAcceptedAsync(Rejection rejection, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.WasAccepted(database, rejection), stop);

    public Task<IReadOnlyList<Rejection>> FindRejectionsAsync(DateTimeOffset before, int limit, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.UnannouncedRejections(database, before, limit), stop);

    Task<IReadOnlyList<UnknownAttempt>> IUnknownAttempts.FindAsync(DateTimeOffset before, int limit, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Unknown(database, before, limit), stop);

    public Task<CachedAnswer?> FindAsync(string project, byte[] key, DateTimeOffset boughtAfter, double leastConfidence, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Cached(database, project, key, boughtAfter, leastConfidence), stop);

    public Task<IReadOnlyList<BudgetLevel>> ReadAsync(DateTimeOffset now, CancellationToken stop) =>
        link.AskAsync(() => LookSteps.Levels(database, now), stop);

    public Task<IReadOnlySet<string>> ReadAsync(CancellationToken stop) => link.AskAsync<IReadOnlySet<string>>(() => database.CancelledGroups.ToHashSet(), stop);

    public Task OpenAsync(IReadOnlyList<SideJob> sides, CancellationToken stop) => link.AskAsync(Doing(() => SideSteps.Open(database, sides, database.Now)), stop);

    public Task<int> ConcludeAsync(int limit, Func<ComparisonCase, ComparisonStep> conclude, CancellationToken stop) =>
        link.AskAsync(() => SideSteps.Conclude(database, limit, conclude), stop);

    // A claim is read before it is committed: where the commit's reply is lost, it is known what may be ours, and nobody runs it.
    public async Task<IReadOnlyList<T>> ClaimAsync<T>(Func<IReadOnlyList<T>> claim, Func<T, Lease> leaseOf, CancellationToken stop)
    {
        while (_inDoubt.Count > 0)
        {
            var lease = _inDoubt[^1];
            await link.AskAsync(Doing(() => ClaimSteps.Abandon(database, worker, lease)), stop);
            _inDoubt.Remove(lease);
        }

        try
        {
            return await link.AskAsync(claim, stop);
        }
        catch (StoreFaultException fault) when (fault.Unheard is IReadOnlyList<T> rows && database.Breakage != Breakage.ForgetClaim)
        {
            _inDoubt.AddRange(rows.Select(leaseOf));
            throw;
        }
    }

    private Task<IReadOnlyList<ClaimedRow>> ClaimAsync(Func<IReadOnlyList<ClaimedRow>> claim, CancellationToken stop) =>
        ClaimAsync(claim, row => row.Lease, stop);

    // The planted fault: what was seen to fit is added later, unseen.
    private async Task<bool> CheckFirstAsync(Move move, CancellationToken stop) =>
        database.Breakage == Breakage.CheckThenAdd && move is Move.Buy start
        && await link.AskAsync(() => database.Accounts.Ask(start, database.Accounts.Of(start), database.HasWaiters) is null, stop);

    private static Func<bool> Doing(Action act) => () =>
    {
        act();
        return true;
    };
}
