using System.Text;
using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Learning;
using BatchRouter.Scoring;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>
/// What was learned, and audits, of a task that no simulated job has: their rounds die as all others do, and no decision rests on them.
/// Another version comes into use every few seconds, some of them unreadable; the audits are good and bad in turn.
/// </summary>
internal sealed class FakeDrifts(TimeProvider clock, DateTimeOffset begin)
{
    public const string Task = "audited";

    /// <summary>All simulated workers count here: a meter outlives its worker.</summary>
    public static readonly LearnedMeter Unreadable = new();

    public static readonly DriftMeter Meter = new(new LearnedBook());

    private static readonly byte[] Readable = ConfidenceBytes.Write(new LearnedConfidence(ScoringWeights.Default, 60, 0.05, 0.1));

    private readonly List<(TaskDrift Drift, bool IsTold)> _rows = [];
    private DateTimeOffset _lookedAt;
    private int _turns;

    public LearnedMark Mark => new(Switch, _rows.Count);

    public IReadOnlyList<ActiveModel> Active => [new ActiveModel(Switch, Task, LearnedKind.Confidence)];

    public IReadOnlyDictionary<string, DriftStanding> Standings => _rows.Count == 0
        ? new Dictionary<string, DriftStanding>()
        : new Dictionary<string, DriftStanding>
        {
            [Task] = new(_rows[^1].Drift.IsDrifting, _rows[^1].Drift.Measure?.CalibrationError, _rows[^1].Drift.Measure?.AcceptedQuality),
        };

    public IReadOnlyList<UntoldDrift> Untold => _rows
        .Select((row, index) => (row, index)).Where(pair => pair.row.Drift.HasChanged && !pair.row.IsTold)
        .Select(pair => new UntoldDrift(pair.index + 1, begin, pair.row.Drift)).ToList();

    private long Switch => 1 + (long)((clock.GetUtcNow() - begin).TotalSeconds / 5);

    public static ReadOnlyMemory<byte> Read(long version) => version % 3 == 0 ? Encoding.UTF8.GetBytes("{") : Readable;

    public IReadOnlyList<TaskWindow>? TakeTurn(TimeSpan every)
    {
        if (clock.GetUtcNow() - _lookedAt < every)
            return null;
        (_lookedAt, _turns) = (clock.GetUtcNow(), _turns + 1);
        var audits = Enumerable.Repeat(new AuditedAnswer(0.9, _turns % 2), DriftSettings.LeastAudits).ToList();
        return [new TaskWindow(Task, audits, _lookedAt, _rows.Count == 0 ? null : _rows.Count, _rows.Count > 0 && _rows[^1].Drift.IsDrifting, false)];
    }

    public bool Add(TaskDrift drift, long? after)
    {
        if ((after ?? 0) != _rows.Count)
            return false;
        _rows.Add((drift, false));
        return true;
    }

    public bool Tell(long number)
    {
        _rows[(int)number - 1] = (_rows[(int)number - 1].Drift, true);
        return true;
    }
}

/// <summary>One worker's side of them.</summary>
internal sealed class FakeDriftLog(FakeDrifts drifts, IStoreLink link) : ILearnedModels, IDriftLog, IDriftAnnouncer
{
    public Task<LearnedMark> LookAsync(CancellationToken stop) => link.AskAsync(() => drifts.Mark, stop);

    public Task<IReadOnlyList<ActiveModel>> ActiveAsync(CancellationToken stop) => link.AskAsync(() => drifts.Active, stop);

    public Task<ReadOnlyMemory<byte>> ReadAsync(long version, CancellationToken stop) => link.AskAsync(() => FakeDrifts.Read(version), stop);

    public Task<IReadOnlyDictionary<string, DriftStanding>> StandingsAsync(CancellationToken stop) => link.AskAsync(() => drifts.Standings, stop);

    public Task<IReadOnlyList<TaskWindow>?> TakeTurnAsync(TimeSpan every, int window, CancellationToken stop) =>
        link.AskAsync(() => drifts.TakeTurn(every), stop);

    public Task<bool> AddAsync(TaskDrift drift, long? after, CancellationToken stop) => link.AskAsync(() => drifts.Add(drift, after), stop);

    public Task<IReadOnlyList<UntoldDrift>> UntoldAsync(int limit, CancellationToken stop) => link.AskAsync(() => drifts.Untold, stop);

    public Task ToldAsync(long number, CancellationToken stop) => link.AskAsync(() => drifts.Tell(number), stop);

    public Task AnnounceAsync(UntoldDrift drift, CancellationToken stop) => link.AskAsync(() => drift.Number, stop);
}
