namespace BatchRouter.Sandbox.Crashing.Scheduling;

/// <summary>
/// Runs everything of one simulated world on one thread. Of what is ready, the seed picks; virtual time moves on only when nothing is.
/// </summary>
internal sealed class SeededScheduler(Dice dice, DateTimeOffset start)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<Ready> _ready = [];
    private readonly PriorityQueue<Ready, (long Ticks, long Order)> _alarms = new();
    private long _order;
    private volatile string? _escape;

    public DateTimeOffset Now { get; private set; } = start;

    /// <summary>Steps made so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs until the end is reached; false, time was over before.</summary>
    public bool Run(Func<bool> isDone, DateTimeOffset end)
    {
        var before = SynchronizationContext.Current;
        try
        {
            while (!isDone())
            {
                if (_ready.Count == 0 && !Advance(end))
                    return false;
                while (_ready.Count > 0 && _escape is null)
                    Step();
                if (_escape is { } escape)
                    throw new EscapedException(escape);
            }

            return true;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <exception cref="EscapedException">Some code runs on another thread: nothing that follows could be replayed.</exception>
    public void CheckThread(string what)
    {
        if (Environment.CurrentManagedThreadId == _thread)
            return;
        _escape = what;
        throw new EscapedException(what);
    }

    public void Add(ProcessContext context, SendOrPostCallback callback, object? state)
    {
        // Nobody there would catch it: the run itself fails.
        if (Environment.CurrentManagedThreadId != _thread)
            _escape = "a continuation was posted from another thread";
        else if (!context.IsDead)
            _ready.Add(new Ready(context, callback, state));
    }

    public void AddAt(DateTimeOffset due, ProcessContext context, SendOrPostCallback callback, object? state)
    {
        CheckThread("a timer was set from another thread");
        _alarms.Enqueue(new Ready(context, callback, state), (Math.Max(due.UtcTicks, Now.UtcTicks), ++_order));
    }

    private void Step()
    {
        var index = dice.Below(_ready.Count);
        var next = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (next.Context.Takes(next))
        {
            Steps++;
            SynchronizationContext.SetSynchronizationContext(next.Context);
            next.Callback(next.State);
        }
    }

    private bool Advance(DateTimeOffset end)
    {
        if (!_alarms.TryPeek(out _, out var first) || first.Ticks > end.UtcTicks)
            return false;
        Now = new DateTimeOffset(first.Ticks, TimeSpan.Zero);
        while (_alarms.TryPeek(out var alarm, out var due) && due.Ticks == first.Ticks)
        {
            _alarms.Dequeue();
            _ready.Add(alarm);
        }

        return true;
    }
}

/// <summary>A piece of work that may run now.</summary>
internal readonly record struct Ready(ProcessContext Context, SendOrPostCallback Callback, object? State);

/// <summary>Code under simulation ran outside the scheduler: on the thread pool, or on a real timer.</summary>
internal sealed class EscapedException(string what) : Exception($"escaped from the seeded scheduler: {what}");
