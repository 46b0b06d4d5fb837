using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace BatchRouter.Tests.Drifting;

public sealed class DriftRoundTests : IDriftLog, IDriftAnnouncer, IDisposable
{
    private readonly List<TaskDrift> _rows = [];
    private readonly HashSet<long> _told = [];
    private readonly List<long> _announced = [];
    private readonly DriftMeter _meter = new(new LearnedBook());
    private List<AuditedAnswer>? _audits;
    private bool _isBrokerAway;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task RunOnce_AnotherWorkersTurn_DoesNothing()
    {
        _audits = null;
        await RunAsync();
        Assert.Empty(_rows);
    }

    [Fact]
    public async Task RunOnce_ADriftThatBeginsGoesOnAndEnds_TellsOfItsBeginningAndEnd()
    {
        foreach (var right in (int[])[20, 25, 58])
        {
            _audits = DriftRuleTests.Audits(60, 0.95, right);
            await RunAsync();
        }

        Assert.Equal([(true, true), (true, false), (false, true)], _rows.Select(row => (row.IsDrifting, row.HasChanged)));
        Assert.Equal([1, 3], _announced);
        Assert.Equal([1L, 3], _told.Order());
    }

    [Fact]
    public async Task RunOnce_TheBrokerAway_TellsAtTheNextTurn()
    {
        (_audits, _isBrokerAway) = (DriftRuleTests.Audits(60, 0.95, 20), true);
        await Assert.ThrowsAsync<TimeoutException>(RunAsync);
        Assert.Empty(_told);

        _isBrokerAway = false;
        await RunAsync();
        Assert.Equal([1L], _told);
    }

    private Task RunAsync() =>
        new DriftRound(this, this, new LiveRouter(new Router(Some.Catalog(), Some.Policy())), _meter, new RoundOptions(), NullLogger<DriftRound>.Instance).RunOnceAsync(Stop);

    Task<IReadOnlyList<TaskWindow>?> IDriftLog.TakeTurnAsync(TimeSpan every, int window, CancellationToken stop) => Task.FromResult<IReadOnlyList<TaskWindow>?>(
        _audits is null ? null : [new TaskWindow("sums", _audits, Some.Noon, _rows.Count == 0 ? null : _rows.Count, _rows.Count > 0 && _rows[^1].IsDrifting, false)]);

    Task<bool> IDriftLog.AddAsync(TaskDrift drift, long? after, CancellationToken stop)
    {
        _rows.Add(drift);
        return Task.FromResult(true);
    }

    Task<IReadOnlyList<UntoldDrift>> IDriftLog.UntoldAsync(int limit, CancellationToken stop) => Task.FromResult<IReadOnlyList<UntoldDrift>>(
        [.. _rows.Select((row, index) => new UntoldDrift(index + 1, Some.Noon, row)).Where(row => row.Drift.HasChanged && !_told.Contains(row.Number))]);

    Task IDriftLog.ToldAsync(long number, CancellationToken stop)
    {
        _told.Add(number);
        return Task.CompletedTask;
    }

    Task IDriftAnnouncer.AnnounceAsync(UntoldDrift drift, CancellationToken stop)
    {
        if (_isBrokerAway)
            throw new TimeoutException("not confirmed");
        _announced.Add(drift.Number);
        return Task.CompletedTask;
    }
}
