using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>Records a rejected message, tells the world, and records that it was told.</summary>
public sealed class Refusals(IJobStore store, IAnnouncer announcer)
{
    public async Task RecordAsync(Rejection rejection, CancellationToken stop)
    {
        await store.RecordAsync(rejection, stop);
        await AnnounceAsync(rejection, stop);
    }

    public async Task AnnounceAsync(Rejection rejection, CancellationToken stop)
    {
        var announcement = new Announcement.Rejected(rejection.Field, rejection.Code, rejection.Reason)
        {
            Key = new JobKey(rejection.Project ?? "", rejection.JobId),
            GroupId = rejection.GroupId,
            At = rejection.At,
        };
        await announcer.AnnounceAsync(announcement, stop);
        await store.RecordAsync(rejection with { IsAnnounced = true }, stop);
    }
}
