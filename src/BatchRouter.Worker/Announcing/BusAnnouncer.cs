using System.Text;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.Running;
using MassTransit;

namespace BatchRouter.Worker.Announcing;

/// <summary>Publishes ends on the bus, with the broker's confirm.</summary>
public sealed class BusAnnouncer(IBus bus, TimeProvider clock) : IAnnouncer
{
    // A publish that was on its way when its connection went may never come back, and a queue's consumer takes nothing new before its
    // deliveries are done. Whatever was not told in time is told by a sweeper.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="TimeoutException">The broker did not confirm in time; it may have taken the message.</exception>
    public Task AnnounceAsync(Announcement announcement, CancellationToken stop) => PublishAsync(announcement, stop).WaitAsync(Patience, clock, stop);

    private Task PublishAsync(Announcement announcement, CancellationToken stop) => announcement switch
    {
        Announcement.Settled settled => bus.Publish(Message(settled), stop),
        Announcement.Rejected rejected => bus.Publish(
            new JobRejected
            {
                JobId = rejected.Key.JobId,
                Project = rejected.Key.Project.Length > 0 ? rejected.Key.Project : null,
                GroupId = rejected.GroupId,
                Field = rejected.Field,
                Code = rejected.Code,
                Reason = rejected.Reason,
                RejectedAt = rejected.At,
            },
            stop),
        _ => throw new InvalidOperationException("an announcement without a message"),
    };

    internal static JobSettled Message(Announcement.Settled settled)
    {
        var ending = settled.Ending;
        var fits = settled.Output is null || Encoding.UTF8.GetByteCount(settled.Output) <= Limits.AnnouncedOutputBytes;
        return new JobSettled
        {
            JobId = settled.Key.JobId,
            Project = settled.Key.Project,
            GroupId = settled.GroupId,
            Outcome = ending.Outcome == Jobs.Outcome.Accepted ? "accepted" : "exhausted",
            Reason = ending.Reason,
            Output = fits ? settled.Output : null,
            OutputReference = fits ? null : ending.AnswerAttempt,
            ToolCalls = settled.ToolCallsJson is { } calls ? JsonSerializer.Deserialize<JsonElement>(calls) : null,
            Model = ending.Model,
            Lane = ending.Lane,
            Confidence = ending.Confidence,
            Attempts = ending.Attempts,
            CostNanoUsd = ending.CostNanoUsd,
            Late = ending.Late,
            SettledAt = settled.At,
        };
    }
}
