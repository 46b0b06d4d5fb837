using BatchRouter.Rescuing;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Sandbox.Crashing.Storing;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>
/// A worker's way to the tables: slow, at times cut for a while. What was sent is committed though its sender has died meanwhile, and a
/// reply may be lost: a write is then written again, as the group commit does; whoever asked is told of a fault.
/// </summary>
internal sealed class NetworkLink(World world, ProcessContext process, Dice dice) : IStoreLink
{
    private static readonly TimeSpan MarkLinger = TimeSpan.FromMilliseconds(200);

    /// <summary>Nothing goes through before this moment.</summary>
    public DateTimeOffset CutUntil { get; set; }

    public Task<T> AskAsync<T>(Func<T> commit, CancellationToken stop) => SendAsync(commit, isRepeated: false, stop);

    public Task<T> WriteAsync<T>(Func<T> commit, CancellationToken stop) => SendAsync(commit, isRepeated: true, stop);

    public void Post(Action commit) => process.After(MarkLinger, () => Travel(isWrite: true, commit));

    private Task<T> SendAsync<T>(Func<T> commit, bool isRepeated, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return Task.FromCanceled<T>(stop);
        var reply = new TaskCompletionSource<T>();
        var registration = stop.Register(() => reply.TrySetCanceled(stop));
        Travel(isRepeated, () => Commit(commit, isRepeated, answer =>
        {
            registration.Dispose();
            answer(reply);
        }));
        return reply.Task;
    }

    // Who is cut off waits: a group commit tries for ever.
    private void Travel(bool isWrite, Action arrive)
    {
        if (CutUntil > world.Now)
            process.After(CutUntil - world.Now, Go);
        else
            Go();

        void Go()
        {
            world.Writing += isWrite ? 1 : 0;
            world.Context.After(Latency(), () =>
            {
                world.Writing -= isWrite ? 1 : 0;
                arrive();
            });
        }
    }

    private void Commit<T>(Func<T> commit, bool isRepeated, Action<Action<TaskCompletionSource<T>>> reply, bool isAgain = false)
    {
        // What the server took once it does not refuse when it comes again.
        if (!isAgain && Happens(world.Surprises))
        {
            Reply(() => reply(asker => asker.TrySetException(new StoreFaultException("nothing was written"))));
            return;
        }

        try
        {
            var result = commit();
            if (isRepeated && Happens(2))
                Travel(isWrite: true, () => Commit(commit, isRepeated, reply, isAgain: true));
            else if (!isRepeated && Happens(IsClaim(result) ? 2 : 0.3))
                Reply(() => reply(asker => asker.TrySetException(new StoreFaultException("the reply was lost", result))));
            else
                Reply(() => reply(asker => asker.TrySetResult(result)));
        }
        catch (InvalidOperationException refused)
        {
            world.Journal.Add("db", $"refused: {refused.Message}");
            Reply(() => reply(asker => asker.TrySetException(refused)));
        }
    }

    private static bool IsClaim(object? result) => result
        is IReadOnlyList<ClaimedRow> { Count: > 0 } or IReadOnlyList<LandingRow> { Count: > 0 } or IReadOnlyList<ShipmentLease> { Count: > 0 };

    private void Reply(Action reply) => world.Context.After(Latency(), () => process.Post(reply));

    private bool Happens(double percent) => !world.IsCalm && dice.Percent(percent);

    private TimeSpan Latency() => dice.Milliseconds(0, dice.Percent(2) ? 800 : 6);
}
