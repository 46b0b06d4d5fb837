namespace BatchRouter.Running;

/// <summary>Port: publishes a job's end, and returns when the broker has confirmed it. May be called twice for one job.</summary>
[Port]
public interface IAnnouncer
{
    Task AnnounceAsync(Announcement announcement, CancellationToken stop);
}
