using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Cancelling;
using BatchRouter.Classifying;
using BatchRouter.Contracts;
using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Limiting;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Scoring;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using BatchRouter.Siding;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>One worker's life, composed as a real one is: the domain's runner and rounds, every port behind a proxy that may kill it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Its tokens outlive its death as its continuations do; they hold no handle.")]
internal sealed class WorkerProcess : IMortal, IConsumer
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly World _world;
    private readonly Dice _dice;
    private readonly string _name;
    private readonly Action<WorkerProcess> _ended;
    private readonly int _places;
    private readonly NetworkLink _link;
    private readonly VirtualClock _clock;
    private readonly CancellationTokenSource _soft = new();
    private readonly CancellationTokenSource _hard = new();

    private readonly JobRunner _runner;
    private readonly Refusals _refusals;
    private readonly IJobClaims _claims;
    private readonly IWorkerLease _lease;
    private readonly ClaimedRuns _runs;
    private readonly HeartbeatRound _heartbeat;
    private readonly ShippingRound _shipping;
    private readonly IReadOnlyList<IRound> _rounds;
    private int _consuming;
    private bool _isLeaving;

    public WorkerProcess(World world, string name, Dice dice, Action<WorkerProcess> ended)
    {
        (_world, _name, _dice, _ended, _places) = (world, name, dice, ended, dice.Between(2, 12));
        Context = new ProcessContext(world.Scheduler);
        _clock = new VirtualClock(world.Scheduler, Context, dice.Percent(50) ? TimeSpan.Zero : dice.Milliseconds(-400, 400));
        _link = new NetworkLink(world, Context, dice);
        var id = dice.Id();
        var (work, store) = (world.Workload, new FakeStore(world.Database, id, _link));
        var (models, announcer) = (new FakeModels(world, Context, dice, name, Port<IRateLeases>(new FakeRateLeases(world, Context, dice)), _clock), Port(world.Announced.For(Context)));
        var (jobs, steadiness) = (Port<IJobStore>(store), new Steadiness(work.Lease, _clock));
        _claims = Port<IJobClaims>(store);
        _lease = Port<IWorkerLease>(store);
        _refusals = new Refusals(jobs, announcer, Port<IAcceptedMessages>(store));
        var (book, audits) = (new LearnedBook(), new FakeDriftLog(world.Drifts, _link));
        var forecast = new CompletionForecast();
        forecast.Swap(CompletionBook.Learn(work.Completions, world.Now));
        var (live, pressure) = (new LiveRouter(new Router(work.Catalog, work.Policy)), new BudgetPressure());
        var senses = new Senses(new Perceiver(learned: book), new ObservedModels(), new ObservedCosts(), pressure, book, forecast, work.Lanes);
        var groups = new CancelledGroups();
        var ids = new AttemptIds(_ => dice.Id());
        _runner = new JobRunner(
            live, new AnswerScorer(new NoSchemas()), jobs, Port<IModelClient>(models), Port<ITokenCounter>(new FakeTokenCounter()),
            announcer, Port<IAnswerCache>(store), senses,
            new VerdictMemory(), ids, groups, _clock);
        _runs = new ClaimedRuns(
            _runner, _claims, Port<IStoredMessages>(new StoredMessages(world)), work.Rounds, NullLogger<ClaimedRuns>.Instance, _hard.Token);
        var shipments = new FakeShipments(world.Database, id, _link, store);
        var port = Port<IShipments>(shipments);
        var landings = new Landings(_runner, port, Port<IStoredMessages>(new StoredMessages(world)), _runs, live, work.Shipping);
        var batches = Port<IBatchClient>(new FakeBatches(world, Context, dice, name));
        _shipping = new ShippingRound(
            port,
            new ShipmentRunner(
                port, batches, landings, new ShipmentReader(port, batches, landings, NullLogger<ShipmentReader>.Instance), live,
                Port<IStoredMessages>(new StoredMessages(world)), work.Shipping, _clock, NullLogger<ShipmentRunner>.Instance),
            work.Shipping, _clock, NullLogger<ShippingRound>.Instance, _hard.Token);
        _heartbeat = new HeartbeatRound(_lease, work.Lease, steadiness);
        _rounds =
        [
            new AssemblyRound(port, landings, live, senses, work.Shipping, work.Lanes, ids, _clock),
            _shipping,
            new CompletionRound(Port<ICompletions>(new SeenBefore(shipments, work.Completions)), forecast, work.Rounds, _clock),
            new CancelRound(Port<ICancelledGroups>(store), groups, work.Rounds),
            new Rescuer(_claims, _runs, steadiness, work.Rounds, _clock),
            new Waker(_claims, _runs, work.Rounds, _clock),
            new Reconciler(Port<IUnknownAttempts>(store), Port<IUsageRecords>(models), jobs, live, work.Rounds, _clock, NullLogger<Reconciler>.Instance),
            new BudgetLook(Port<IBudgetLevels>(store), pressure, live, work.Rounds, _clock),
            new ComparisonRound(Port<IComparisons>(store), live, work.Rounds, _clock),
            new KeepWarmRound(live, Port<ISideJobs>(store), work.Rounds, _clock),
            new Sweeper(Port<IUnannounced>(store), announcer, _refusals, jobs, work.Rounds, _clock, NullLogger<Sweeper>.Instance),
            new LearnedRound(Port<ILearnedModels>(audits), book, FakeDrifts.Unreadable, work.Rounds, NullLogger<LearnedRound>.Instance),
            new DriftRound(Port<IDriftLog>(audits), Port<IDriftAnnouncer>(audits), live, FakeDrifts.Meter, work.Rounds, NullLogger<DriftRound>.Instance),
        ];
    }

    public ProcessContext Context { get; }

    public bool IsDead => Context.IsDead;

    public bool HasRoom => !IsDead && !_isLeaving && !Context.IsStopped && _consuming < _places;

    public bool DiesAt(int point)
    {
        if (IsDead)
            return true;
        if (!_world.Plan.Hits(point))
            return false;
        _world.Journal.Add(_name, $"dies at {CrashPoints.Names[point]}");
        Leave();
        return true;
    }

    public void CheckThread(MethodInfo method) => _world.Scheduler.CheckThread($"{method.DeclaringType!.Name}.{method.Name}");

    public void Start() => Context.Post(() => _ = LiveAsync());

    /// <summary>As by SIGSTOP: its lease may run out meanwhile, and the broker may give it up.</summary>
    public void Pause(TimeSpan time)
    {
        if (Context.IsStopped || IsDead)
            return;
        _world.Journal.Add(_name, $"stops for {time.TotalSeconds:0.000}s");
        Context.Stop();
        if (_dice.Percent(50))
            _world.Broker.Disconnect(this);
        _world.Context.After(time, () =>
        {
            _world.Journal.Add(_name, "goes on");
            Context.Continue();
            if (!IsDead && !_isLeaving)
                _world.Broker.Connect(this);
        });
    }

    /// <summary>The store cannot be reached for a while; the provider and the broker can.</summary>
    public void CutOff(TimeSpan time)
    {
        _world.Journal.Add(_name, $"cut off the store for {time.TotalSeconds:0.000}s");
        _link.CutUntil = _world.Now + time;
    }

    /// <summary>As by SIGTERM: what does not finish in time is released.</summary>
    public void Drain(TimeSpan patience) => Context.Post(() => _ = DrainAsync(patience));

    public void Take(Delivery delivery)
    {
        _consuming++;
        Context.Post(() => _ = ConsumeAsync(delivery));
    }

    private T Port<T>(T port) where T : class => PortProxy.Before(port, this);

    [SuppressMessage("Design", "CA1031", Justification = "A process that cannot enter itself ends, and is started again.")]
    private async Task LiveAsync()
    {
        try
        {
            await _heartbeat.RunOnceAsync(_soft.Token);
        }
        catch (Exception)
        {
            Leave();
            return;
        }

        _world.Journal.Add(_name, "lives");
        _ = LoopAsync(_heartbeat, _hard.Token);
        foreach (var round in _rounds)
            _ = LoopAsync(round, _soft.Token);
        _world.Broker.Connect(this);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A daemon's loop, as the worker's.")]
    private async Task LoopAsync(IRound round, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var more = false;
            try
            {
                more = await round.RunOnceAsync(stop);
                if (!more)
                    await Task.Delay(Pause(round), _clock, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                _world.Journal.Add(_name, $"{round.GetType().Name}: {fault.Message}");
                await Task.Delay(round.Every, _clock, CancellationToken.None);
            }
        }
    }

    // Once all is calm, a batch's end may be minutes away: who looks less often is found out no later, and the seed is done sooner.
    private TimeSpan Pause(IRound round) => _world.IsCalm && round is not (HeartbeatRound or ShippingRound or AssemblyRound) ? 4 * round.Every : round.Every;

    [SuppressMessage("Design", "CA1031", Justification = "A consumer's boundary: the broker delivers again.")]
    private async Task ConsumeAsync(Delivery delivery)
    {
        try
        {
            await ReadAsync(delivery.Body);
            if (!IsDead)
                _world.Broker.Acknowledge(delivery);
        }
        catch (Exception fault)
        {
            if (IsDead)
                return;
            _world.Journal.Add(_name, $"gives {delivery.Body.JobId:n} back: {fault.Message}");
            _world.Broker.Return(delivery);
        }
        finally
        {
            _consuming--;
        }
    }

    private async Task ReadAsync(SubmittedBody body)
    {
        var now = _clock.GetUtcNow();
        if (body.Job is not { } job)
        {
            await _refusals.RecordAsync(new Rejection(body.JobId, null, null, "$", RejectionCodes.InvalidText, "invalid", body.Bytes, now), _hard.Token);
            return;
        }

        try
        {
            if (await _runner.DeliverAsync(job, now, _hard.Token) is not OpenResult.Conflict)
                return;
        }
        catch (BrokenRunException broken)
        {
            _world.Journal.Add(_name, $"{job.Key}: {broken.InnerException!.Message}");
            await _claims.AbandonAsync(broken.Lease, _hard.Token);
            return;
        }

        await _refusals.RecordAsync(
            new Rejection(job.Key.JobId, job.Key.Project, job.GroupId, "jobId", RejectionCodes.IdConflict, "used before", job.Body, now), _hard.Token);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever became of the last words, the process ends.")]
    private async Task DrainAsync(TimeSpan patience)
    {
        _world.Journal.Add(_name, "drains");
        _isLeaving = true;
        _soft.Cancel();
        var end = _world.Now + patience;
        while (_consuming > 0 && _world.Now < end)
            await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, CancellationToken.None);
        await FinishRunsAsync(end > _world.Now ? end - _world.Now : TimeSpan.Zero);
        _hard.Cancel();
        await FinishRunsAsync(LastWords);
        try
        {
            await _lease.EndAsync(CancellationToken.None);
        }
        catch (Exception fault)
        {
            _world.Journal.Add(_name, $"last words: {fault.Message}");
        }

        _world.Journal.Add(_name, "ends");
        Leave();
    }

    private async Task FinishRunsAsync(TimeSpan patience) =>
        await Task.WhenAny(Task.WhenAll(_runs.FinishAsync(), _shipping.FinishAsync()), Task.Delay(patience, _clock, CancellationToken.None));

    private void Leave()
    {
        if (IsDead)
            return;
        Context.Kill();
        _world.Context.After(_dice.Milliseconds(0, 1_500), () => _world.Broker.Disconnect(this));
        _ended(this);
    }
}
