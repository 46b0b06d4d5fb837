using System.Diagnostics.CodeAnalysis;
using BatchRouter.Jobs;

namespace BatchRouter.Limiting;

/// <summary>
/// One worker's calls that wait for room under one limit. They ask together, one question at a time, the urgent before the others and otherwise in
/// their order; urgent ones take their own share first, and what bulk leaves after it.
/// </summary>
public sealed class RateGate(IRateLeases leases, RateLimit limit, TimeProvider clock)
{
    // Together they ask for no more than a moment's worth, so that one worker does not take what others need.
    private const int AskedAtOnce = 64;
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _urgent = new();
    private readonly LinkedList<Waiter> _bulk = new();
    private bool _isAsking;

    /// <summary>Returns when the call may start.</summary>
    /// <exception cref="OperationCanceledException">Its time was up before; it takes nothing.</exception>
    /// <exception cref="RateLeaseException">It cannot be known whether there is room.</exception>
    public async Task EnterAsync(Urgency urgency, long tokens, CancellationToken stop)
    {
        var waiter = new Waiter(tokens);
        var line = urgency == Urgency.Urgent ? _urgent : _bulk;
        bool asks;
        lock (_lock)
        {
            line.AddLast(waiter);
            asks = !_isAsking;
            _isAsking = true;
        }

        if (asks)
            _ = AskAsync();
        using var gone = stop.Register(() => Leave(line, waiter, stop));
        await waiter.Entered.Task;
    }

    private void Leave(LinkedList<Waiter> line, Waiter waiter, CancellationToken stop)
    {
        lock (_lock)
            line.Remove(waiter);
        waiter.Entered.TrySetCanceled(stop);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever waits is told of it, whatever it was.")]
    private async Task AskAsync()
    {
        try
        {
            while (true)
            {
                var urgent = await TakeAsync(_urgent, [true, false]);
                var bulk = await TakeAsync(_bulk, [false]);
                lock (_lock)
                    if (_urgent.Count + _bulk.Count == 0)
                    {
                        _isAsking = false;
                        return;
                    }

                var wait = urgent < bulk ? urgent : bulk;
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait < LeastWait ? LeastWait : wait > MostWait ? MostWait : wait, clock);
            }
        }
        catch (Exception fault)
        {
            Fail(fault);
        }
    }

    // How long the first that was left is to wait; 0 where more may be asked for at once.
    private async Task<TimeSpan> TakeAsync(LinkedList<Waiter> line, bool[] pools)
    {
        var wait = MostWait;
        foreach (var pool in pools)
        {
            List<Waiter> asked;
            lock (_lock)
                asked = [.. line.Take(AskedAtOnce)];
            if (asked.Count == 0)
                return MostWait;
            var grant = await leases.TakeAsync(limit, pool, asked.ConvertAll(waiter => waiter.Tokens), CancellationToken.None);
            var entered = asked.Take(grant.Calls).ToList();
            lock (_lock)
                foreach (var waiter in entered)
                    line.Remove(waiter);
            // One that has just gone leaves its room unused: that is a loss, and no harm.
            foreach (var waiter in entered)
                waiter.Entered.TrySetResult();
            if (grant.Calls == asked.Count)
                return TimeSpan.Zero;
            wait = grant.Wait < wait ? grant.Wait : wait;
        }

        return wait;
    }

    private void Fail(Exception fault)
    {
        List<Waiter> all;
        lock (_lock)
        {
            all = [.. _urgent, .. _bulk];
            _urgent.Clear();
            _bulk.Clear();
            _isAsking = false;
        }

        foreach (var waiter in all)
            waiter.Entered.TrySetException(new RateLeaseException(fault));
    }

    private sealed class Waiter(long tokens)
    {
        public long Tokens => tokens;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
