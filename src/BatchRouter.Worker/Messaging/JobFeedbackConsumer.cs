using BatchRouter.Contracts;
using BatchRouter.Postgres.Judging;
using BatchRouter.Worker.Daemons;
using BatchRouter.Worker.Listening;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Worker.Messaging;

/// <summary>Takes feedback from the broker. Acknowledged when it is durable, or its refusal is.</summary>
public sealed partial class JobFeedbackConsumer(FeedbackStore store, Drain drain, TimeProvider clock, ILogger<JobFeedbackConsumer> logger)
    : IConsumer<SubmittedMessage>
{
    public async Task Consume(ConsumeContext<SubmittedMessage> context)
    {
        var body = context.ReceiveContext.Body.GetBytes();
        var (feedback, refusal) = FeedbackReader.Read(body, clock.GetUtcNow());
        if (feedback is not null && !await store.RecordAsync(feedback, drain.Hard))
            refusal = new FeedbackRefusal(
                feedback.Key.Project, feedback.Key.JobId, "jobId", RejectionCodes.UnknownJob, "no job of this project has this JobId; feedback is given on answers", body);
        if (refusal is null)
            return;
        LogRefused(refusal.JobId, refusal.Field, refusal.Code);
        await store.RefuseAsync(refusal, drain.Hard);
    }

    [LoggerMessage(210, LogLevel.Warning, "Feedback on {JobId} refused: {Field} {Code}")]
    private partial void LogRefused(Guid? jobId, string field, string code);
}
