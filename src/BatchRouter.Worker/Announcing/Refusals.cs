using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Running;
using MassTransit;

namespace BatchRouter.Worker.Announcing;

/// <summary>Records a rejected message, tells the world, and records that it was told.</summary>
public sealed class Refusals(IJobStore store, IBus bus)
{
    public async Task RecordAsync(Rejection rejection, CancellationToken stop)
    {
        await store.RecordAsync(rejection, stop);
        await AnnounceAsync(rejection, stop);
    }

    public async Task AnnounceAsync(Rejection rejection, CancellationToken stop)
    {
        await bus.Publish(
            new JobRejected
            {
                JobId = rejection.JobId,
                Project = rejection.Project,
                GroupId = rejection.GroupId,
                Field = rejection.Field,
                Code = rejection.Code,
                Reason = rejection.Reason,
                RejectedAt = rejection.At,
            },
            stop);
        await store.RecordAsync(rejection with { IsAnnounced = true }, stop);
    }
}
