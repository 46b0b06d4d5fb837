namespace BatchRouter.Sandbox.Crashing.Scheduling;

/// <summary>A process' view of virtual time, which may be a little ahead or behind. Its timers fire in the process' own context.</summary>
internal sealed class VirtualClock(SeededScheduler scheduler, ProcessContext context, TimeSpan ahead = default) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => scheduler.Now + ahead;

    public override long GetTimestamp() => scheduler.Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(scheduler, context, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(SeededScheduler scheduler, ProcessContext context, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Set(dueTime);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan due)
        {
            var setting = ++_setting;
            if (due != Timeout.InfiniteTimeSpan)
                scheduler.AddAt(scheduler.Now + due, context, _ => Fire(setting), null);
        }

        private void Fire(int setting)
        {
            if (setting != _setting)
                return;
            if (_period > TimeSpan.Zero)
                Set(_period);
            callback(state);
        }
    }
}
