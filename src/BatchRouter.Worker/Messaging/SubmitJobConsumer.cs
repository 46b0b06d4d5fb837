using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using BatchRouter.Worker.Daemons;
using BatchRouter.Worker.Submitting;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Messaging;

/// <summary>Takes a delivery from the broker, reads it, and gives it to the runner. Acknowledged when its row is durable and told.</summary>
public sealed partial class SubmitJobConsumer(
    SubmissionReader reader, JobRunner runner, IJobClaims claims, Refusals refusals, Drain drain, TimeProvider clock, ILogger<SubmitJobConsumer> logger)
    : IConsumer<SubmittedMessage>
{
    public async Task Consume(ConsumeContext<SubmittedMessage> context)
    {
        var now = clock.GetUtcNow();
        switch (reader.Read(context.ReceiveContext.Body.GetBytes(), SentTime.Of(context), now))
        {
            case Submission.Accepted accepted:
                await RunAsync(accepted.Job, now);
                break;
            case Submission.Refused refused:
                LogRefused(refused.Rejection.JobId, refused.Rejection.Field, refused.Rejection.Code);
                await refusals.RecordAsync(refused.Rejection, drain.Hard);
                break;
            case Submission.Unreadable unreadable:
                throw new UnreadableMessageException(unreadable.Reason);
        }
    }

    private async Task RunAsync(BatchJob job, DateTimeOffset now)
    {
        using var scope = LogScopes.Job(logger, job.Key);
        try
        {
            if (await runner.DeliverAsync(job, now, drain.Hard) is not OpenResult.Conflict)
                return;
        }
        catch (BrokenRunException broken)
        {
            // Its row is durable: the message is done, and the rescuer takes the job up.
            LogBroken(broken, job.Key.JobId);
            await claims.AbandonAsync(broken.Lease, drain.Hard);
            return;
        }

        LogRefused(job.Key.JobId, "jobId", RejectionCodes.IdConflict);
        await refusals.RecordAsync(
            new Rejection(
                job.Key.JobId, job.Key.Project, job.GroupId, "jobId", RejectionCodes.IdConflict,
                "this JobId was used before with another body; the first one stands: use a new JobId", job.Body, now),
            drain.Hard);
    }

    [LoggerMessage(201, LogLevel.Error, "The run of job {JobId} broke off and is given up to be rescued")]
    private partial void LogBroken(Exception fault, Guid jobId);

    [LoggerMessage(200, LogLevel.Warning, "Message {JobId} refused: {Field} {Code}")]
    private partial void LogRefused(Guid jobId, string field, string code);
}
