using BatchRouter.Jobs;

namespace BatchRouter.Running;

/// <summary>Records a rejected message, tells the world, and records that it was told.</summary>
public sealed class Refusals(IJobStore store, IAnnouncer announcer, IAcceptedMessages accepted)
{
    /// <summary>
    /// A message that was accepted once is never refused: published again it may be past its deadline, or not fit a changed
    /// configuration, but its job lives on, and has an end of its own.
    /// </summary>
    public async Task RecordAsync(Rejection rejection, CancellationToken stop)
    {
        if (await accepted.WasAcceptedAsync(rejection, stop))
            return;
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
