using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Running;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>
/// The tables, in memory, under the rules of <c>sql/</c>: every step is one transaction, and what Postgres' triggers refuse is refused here.
/// </summary>
internal sealed class FakeDatabase(TimeProvider clock, TimeSpan leaseDuration, Breakage breakage = Breakage.None)
{
    public Dictionary<JobKey, JobRow> Jobs { get; } = [];

    public Dictionary<Guid, AttemptRow> Attempts { get; } = [];

    public Dictionary<Guid, WorkerRow> Workers { get; } = [];

    public Dictionary<(Guid JobId, string Body), RejectionRow> Rejections { get; } = [];

    /// <summary>By the side job.</summary>
    public Dictionary<JobKey, ComparisonRow> Comparisons { get; } = [];

    public Dictionary<Guid, ShipmentRow> Shipments { get; } = [];

    /// <summary>Every purchase in the batch lane, in the order of their opening.</summary>
    public List<AttemptRow> Parked { get; } = [];

    public HashSet<string> CancelledGroups { get; } = [];

    public FakeAccounts Accounts { get; } = new();

    /// <summary>No table, but a witness: what workers proved of each attempt's money. By the end it must be what is posted.</summary>
    public Dictionary<Guid, long> Proven { get; } = [];

    public Breakage Breakage => breakage;

    /// <summary>By this server's clock.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What is told of every step, after its commit.</summary>
    public Action<Step>? Committed { get; set; }

    public bool IsLiving(Guid? worker) =>
        worker is { } id && Workers.TryGetValue(id, out var row) && row.EndedAt is null && row.HeartbeatAt > Now - leaseDuration;

    public bool WasEnded(Guid? worker) => worker is { } id && Workers.TryGetValue(id, out var row) && row.EndedAt is not null;

    public void Beat(Guid worker)
    {
        if (!Workers.TryGetValue(worker, out var row))
            Workers[worker] = row = new WorkerRow();
        row.HeartbeatAt = Now;
    }

    public void End(Guid worker)
    {
        if (Workers.TryGetValue(worker, out var row))
            row.EndedAt ??= Now;
    }

    public bool HasWaiters(int budget) => Jobs.Values.Any(job => job.State == JobState.Held && job.Money?.BudgetId == budget);

    public IEnumerable<AttemptRow> RowsOf(ShipmentRow shipment) => Parked.Where(row => row.ShipmentId == shipment.Shipment.Id);

    public void Tell(Step step) => Committed?.Invoke(step);

    public static void CheckMove(JobState from, JobState to)
    {
        if (from != to && !JobMoves.Allowed[from].Contains(to))
            throw new InvalidOperationException($"jobs: a move outside the table of states: {from} to {to}");
    }
}

/// <summary>What one transaction did, for whoever watches.</summary>
internal abstract record Step
{
    private Step() { }

    public sealed record Opened(JobRow Job, AttemptRow? Started, bool IsArrival) : Step;

    public sealed record Advanced(JobRow Job, AttemptRow? Started, Move Move) : Step;

    /// <summary>Money or an answer of one attempt, without its job's move.</summary>
    public sealed record Booked(AttemptRow Attempt) : Step;

    public sealed record Claimed(IReadOnlyList<JobRow> Jobs, string Why) : Step;

    /// <summary>Jobs woken for money of one budget in its window of a moment; the line as it stood before.</summary>
    public sealed record Funded(int BudgetId, DateTimeOffset At, IReadOnlyList<JobRow> Line, IReadOnlyList<JobKey> Woken) : Step;

    public sealed record Shipped(ShipmentRow Shipment, string What) : Step;

    public sealed record LimitSet(Budget Budget) : Step;
}
