using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Scheduling;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>What the world was told; repeats are allowed.</summary>
internal sealed class FakeAnnouncements(World world, Dice dice)
{
    public HashSet<JobKey> Settled { get; } = [];

    public HashSet<(JobKey Key, string Code)> Rejected { get; } = [];

    /// <summary>One worker's way to the exchange.</summary>
    public IAnnouncer For(ProcessContext process) => new Announcer(this, process);

    private void Tell(Announcement announcement)
    {
        if (announcement is Announcement.Rejected rejected)
            Rejected.Add((announcement.Key, rejected.Code));
        else
            Settled.Add(announcement.Key);
    }

    private sealed class Announcer(FakeAnnouncements all, ProcessContext process) : IAnnouncer
    {
        public Task AnnounceAsync(Announcement announcement, CancellationToken stop)
        {
            var confirmed = new TaskCompletionSource();
            stop.Register(() => confirmed.TrySetCanceled(stop));
            var (isLost, isUnconfirmed) = (Happens(2 * all.World.Surprises), Happens(2));
            all.World.Context.After(all.Latency(), () =>
            {
                if (!isLost)
                    all.Tell(announcement);
                process.Post(() => _ = isLost || isUnconfirmed ? confirmed.TrySetException(new BrokerAwayException()) : confirmed.TrySetResult());
            });
            return confirmed.Task;
        }

        private bool Happens(double percent) => !all.World.IsCalm && all.Dice.Percent(percent);
    }

    private World World => world;

    private Dice Dice => dice;

    private TimeSpan Latency() => dice.Milliseconds(0, 10);
}

/// <summary>The broker did not confirm.</summary>
internal sealed class BrokerAwayException() : Exception("the broker did not confirm");
