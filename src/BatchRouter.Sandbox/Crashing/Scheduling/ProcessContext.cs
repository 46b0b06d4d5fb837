namespace BatchRouter.Sandbox.Crashing.Scheduling;

/// <summary>All continuations of one process. A dead process' never run again; a stopped one's wait until it goes on.</summary>
internal sealed class ProcessContext(SeededScheduler scheduler) : SynchronizationContext
{
    private readonly List<Ready> _waiting = [];

    public bool IsDead { get; private set; }

    public bool IsStopped { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => scheduler.Add(this, d, state);

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("nothing may wait for another thread");

    public override SynchronizationContext CreateCopy() => this;

    public void Post(Action act) => Post(static state => ((Action)state!)(), act);

    /// <summary>Later, by the virtual clock.</summary>
    public void After(TimeSpan delay, Action act) => scheduler.AddAt(scheduler.Now + delay, this, static state => ((Action)state!)(), act);

    public void Kill()
    {
        IsDead = true;
        _waiting.Clear();
    }

    /// <summary>As SIGSTOP does.</summary>
    public void Stop() => IsStopped = true;

    public void Continue()
    {
        IsStopped = false;
        foreach (var work in _waiting)
            scheduler.Add(this, work.Callback, work.State);
        _waiting.Clear();
    }

    /// <summary>Whether the work may run now; what waits is kept.</summary>
    public bool Takes(Ready work)
    {
        if (!IsDead && IsStopped)
            _waiting.Add(work);
        return !IsDead && !IsStopped;
    }
}
