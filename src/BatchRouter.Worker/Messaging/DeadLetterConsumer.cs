using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Running;
using BatchRouter.Worker.Daemons;
using BatchRouter.Worker.Submitting;
using MassTransit;

namespace BatchRouter.Worker.Messaging;

/// <summary>Turns what the broker gave up into a recorded outcome. A job that has its row lives on without the message.</summary>
public sealed class DeadLetterConsumer(SubmissionReader reader, JobLookup jobs, Refusals refusals, Drain drain, TimeProvider clock)
    : IConsumer<SubmittedMessage>
{
    public async Task Consume(ConsumeContext<SubmittedMessage> context)
    {
        var body = context.ReceiveContext.Body.GetBytes();
        switch (reader.Read(body, null, clock.GetUtcNow()))
        {
            case Submission.Accepted accepted when !await jobs.ExistsAsync(accepted.Job.Key, drain.Hard):
                await refusals.RecordAsync(
                    new Rejection(
                        accepted.Job.Key.JobId, accepted.Job.Key.Project, accepted.Job.GroupId, "$", RejectionCodes.DeliveryLimit,
                        "the broker gave the message up after too many deliveries: publish it again", body, clock.GetUtcNow()),
                    drain.Hard);
                break;
            case Submission.Refused refused:
                await refusals.RecordAsync(refused.Rejection, drain.Hard);
                break;
            case Submission.Unreadable unreadable:
                throw new UnreadableMessageException(unreadable.Reason);
        }
    }
}
