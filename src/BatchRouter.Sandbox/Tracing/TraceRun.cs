using System.Buffers.Binary;
using BatchRouter.Catalog;
using BatchRouter.Lanes;
using BatchRouter.Sandbox.Tracing.Policies;
using BatchRouter.Sandbox.Tracing.World;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>
/// One policy in one world, event by event: no thread, no timer, and the same seed gives the same run. Cohorts, times of looks, forecasts and the
/// money rule are the domain's own; what providers do is the world's.
/// </summary>
internal sealed class TraceRun
{
    // Parked rows are looked through so often.
    private static readonly TimeSpan AssemblesEvery = TimeSpan.FromSeconds(10);
    private static readonly ShippingOptions Options = new();

    // Half of the rate, for five minutes, as the assembler reckons it.
    private static readonly int RowsToDrain = (int)(0.5 * SyncLane.PerMinute * new LaneOptions().Drain.TotalMinutes);
    private readonly ILanePolicy _policy;
    private readonly TraceJob[] _jobs;
    private readonly TraceWorld _world;
    private readonly Experience _past = new();
    private readonly Agenda _agenda = new();
    private readonly List<ParkedRow> _parked = [];
    private readonly ShipmentTurns _turns;
    private readonly SyncLane _sync;
    private readonly TraceTally _tally;
    private bool _isAssembling;

    private TraceRun(ILanePolicy policy, TraceJob[] jobs, TraceWorld world)
    {
        (_policy, _jobs, _world) = (policy, jobs, world);
        _sync = new SyncLane(world.Weather, world.Seed);
        _tally = new TraceTally(jobs, world.Weather);
        _turns = new ShipmentTurns(policy, world, _past, _agenda, _tally, Choose, Buy);
    }

    public static TraceOutcome Of(ILanePolicy policy, TraceJob[] jobs, TraceWorld world)
    {
        var run = new TraceRun(policy, jobs, world);
        run.RunToTheEnd();
        return new TraceOutcome(policy.Name, run._tally, run._turns.Forecasts);
    }

    private void RunToTheEnd()
    {
        for (var arrived = 0; ;)
        {
            var next = _agenda.Next;
            if (arrived < _jobs.Length && !(next < _jobs[arrived].ArrivedAt))
                Choose(_jobs[arrived], _jobs[arrived++].ArrivedAt);
            else if (next is { } now)
                Happen(_agenda.Take(), now);
            else
                return;
        }
    }

    private void Happen((TraceEvent Event, TracedShipment? Shipment) next, DateTimeOffset now)
    {
        if (next.Shipment is { } shipment)
            _turns.Turn(next.Event, shipment, now);
        else
            Assemble(now);
    }

    private void Choose(TraceJob job, DateTimeOffset now)
    {
        var plan = _policy.Choose(job, now, _past);
        if (plan.Lane == Lane.Sync)
        {
            Buy(job, now);
            return;
        }

        _parked.Add(new ParkedRow(Id(job.Number), TraceModel.Model.Provider.Name, TraceModel.Model.Name, plan.LatestSafeStart, now, Cohorts.LeavesBy(now, plan.LatestSafeStart), Bytes: 2_000, Tokens: 1_000));
        AssembleLater(now);
    }

    private void Buy(TraceJob job, DateTimeOffset now)
    {
        var call = _sync.Call(job.Number, now);
        _past.Called(call);
        _tally.Charge(Lane.Sync);
        _tally.Answer(job, Lane.Sync, call.AnsweredAt);
    }

    private void AssembleLater(DateTimeOffset now)
    {
        if (_isAssembling)
            return;
        _isAssembling = true;
        _agenda.Add(now + AssemblesEvery, TraceEvent.Assembly);
    }

    private void Assemble(DateTimeOffset now)
    {
        _isAssembling = false;
        if (_policy.ComesBack)
            foreach (var row in _parked.Where(row => row.LatestSafeStart <= now).ToList())
            {
                _parked.Remove(row);
                Buy(JobOf(row), now);
            }

        // Who never comes back leaves however late it is: nobody else would take it along.
        else
            foreach (var row in _parked.Where(row => row.LatestSafeStart <= now).ToList())
            {
                _parked.Remove(row);
                _turns.Form([JobOf(row)], row.LatestSafeStart, now);
            }

        foreach (var cohort in Cohorts.Leaving(_parked, TraceModel.Model, RowsToDrain, null, now, Options))
        {
            var left = cohort.Rows.ToHashSet();
            _parked.RemoveAll(left.Contains);
            _turns.Form([.. cohort.Rows.Select(JobOf)], cohort.LatestSafeStart, now);
        }

        if (_parked.Count > 0)
            AssembleLater(now);
    }

    private static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private TraceJob JobOf(ParkedRow row)
    {
        Span<byte> bytes = stackalloc byte[16];
        row.AttemptId.TryWriteBytes(bytes);
        return _jobs[BinaryPrimitives.ReadInt32LittleEndian(bytes)];
    }
}
