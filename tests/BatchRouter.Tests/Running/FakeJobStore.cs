using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Settling;

namespace BatchRouter.Tests.Running;

/// <summary>Jobs in memory under the same rules as Postgres: set if it stands there under my lease; moves of the table only.</summary>
internal sealed class FakeJobStore(List<string> journal) : IJobStore
{
    private readonly Dictionary<JobKey, (Lease Lease, ReadOnlyMemory<byte> Body)> _jobs = [];

    /// <summary>Turns in their order, whether the lease held or not: money and answers are kept.</summary>
    public List<Turn> Turns { get; } = [];

    public List<Opening> Openings { get; } = [];

    public List<Attempt> Started { get; } = [];

    public List<Rejection> Rejections { get; } = [];

    /// <summary>What budgets say to the next attempts that are asked for, one each.</summary>
    public Queue<BudgetRefusal> Refusals { get; } = new();

    public List<Resolution> Resolutions { get; } = [];

    public Lease Stored(JobKey key) => _jobs[key].Lease;

    /// <summary>Another worker takes the job over.</summary>
    public Lease TakeOver(JobKey key)
    {
        var (lease, body) = _jobs[key];
        _jobs[key] = (lease with { Fence = lease.Fence + 1 }, body);
        return _jobs[key].Lease;
    }

    /// <summary>A job as it stands after an earlier worker.</summary>
    public void Put(Lease lease) => _jobs[lease.Key] = (lease, ReadOnlyMemory<byte>.Empty);

    public Task<OpenResult> OpenAsync(Opening opening, CancellationToken stop)
    {
        var key = opening.Job.Key;
        if (_jobs.TryGetValue(key, out var known))
        {
            OpenResult result = known.Body.Span.SequenceEqual(opening.Job.Body.Span) ? new OpenResult.Duplicate() : new OpenResult.Conflict();
            journal.Add($"open {result.GetType().Name}");
            return Task.FromResult(result);
        }

        if (opening.Move is Move.Buy && Refusals.TryDequeue(out var refusal))
        {
            journal.Add("open, over budget");
            return Task.FromResult<OpenResult>(new OpenResult.OverBudget(refusal));
        }

        if (opening.Move.To is not (JobState.Running or JobState.Parked or JobState.Held or JobState.Rejected))
            throw new InvalidOperationException($"a job does not begin as {opening.Move.To}");
        Openings.Add(opening);
        Go(new Lease(key, JobState.Received, 0), opening.Job.Body, opening.Move);
        journal.Add($"open {Of(opening.Move)}");
        return Task.FromResult<OpenResult>(new OpenResult.Opened());
    }

    public Task<AdvanceResult> AdvanceAsync(Turn turn, CancellationToken stop)
    {
        Turns.Add(turn);
        if (_jobs[turn.Lease.Key].Lease != turn.Lease)
        {
            journal.Add("advance, lease lost");
            return Task.FromResult<AdvanceResult>(new AdvanceResult.LeaseLost());
        }

        if (turn.Move is Move.Buy && Refusals.TryDequeue(out var refusal))
        {
            journal.Add("advance, over budget");
            return Task.FromResult<AdvanceResult>(new AdvanceResult.OverBudget(refusal));
        }

        if (turn.Lease.State != turn.Move.To && !JobMoves.Allowed[turn.Lease.State].Contains(turn.Move.To))
            throw new InvalidOperationException($"no move from {turn.Lease.State} to {turn.Move.To}");
        Go(turn.Lease, _jobs[turn.Lease.Key].Body, turn.Move);
        journal.Add($"advance {Of(turn.Move)}");
        return Task.FromResult<AdvanceResult>(new AdvanceResult.Advanced());
    }

    public Task ResolveAsync(Resolution resolution, CancellationToken stop)
    {
        Resolutions.Add(resolution);
        return Task.CompletedTask;
    }

    public void MarkAnnounced(JobKey key) => journal.Add("mark announced");

    public Task RecordAsync(Rejection rejection, CancellationToken stop)
    {
        Rejections.Add(rejection);
        return Task.CompletedTask;
    }

    private void Go(Lease lease, ReadOnlyMemory<byte> body, Move move)
    {
        _jobs[lease.Key] = (lease with { State = move.To, Fence = lease.Fence + 1 }, body);
        if (move is Move.Buy buy)
            Started.Add(buy.Attempt);
    }

    private static string Of(Move move) => move switch
    {
        Move.Start start => $"start {start.Attempt.Number} {start.Attempt.Purpose} {start.Attempt.Candidate.Offer.Model.Name}",
        Move.Park park => $"park {park.Attempt.Number} {park.Attempt.Purpose} {park.Attempt.Candidate.Offer.Model.Name}",
        Move.Hold hold => $"hold {hold.Reason}",
        Move.Settle { Ending: var ending } => $"settle {ending.Outcome}{(ending.Reason is { } reason ? $" {reason}" : "")}",
        Move.Reject reject => $"reject {reject.Code}",
        Move.Cancel cancel => $"cancel {cancel.Attempts}",
        _ => throw new InvalidOperationException("a move without a name"),
    };
}
