using Quartz;

namespace BatchRouter.Worker.Scheduling;

/// <summary>What is scheduled, and what becomes of a firing that was missed.</summary>
internal static class Schedules
{
    /// <summary>The cluster's name: all schedulers of one database carry it, and its lock rows stand in the migration.</summary>
    public const string Cluster = "batchrouter";

    private static readonly JobKey RollUp = new("roll-up");
    private static readonly JobKey Nightly = new("nightly-report");

    public static IReadOnlyList<Schedule> Of(SchedulerOptions options, TimeProvider clock) =>
    [
        new(
            JobBuilder.Create<RollUpRound>().WithIdentity(RollUp).StoreDurably().Build(),
            // A run that was missed is made up for by the next one: it takes all that is new.
            TriggerBuilder.Create(clock).WithIdentity(RollUp.Name).ForJob(RollUp).StartNow()
                .WithSchedule(SimpleScheduleBuilder.Create().WithInterval(options.RollUpEvery).RepeatForever()
                    .WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithExistingCount))
                .Build()),
        new(
            // A report that a dead scheduler had begun is written again by another, and one that fell into a time without any is made up for.
            JobBuilder.Create<NightlyRound>().WithIdentity(Nightly).StoreDurably().RequestRecovery().Build(),
            TriggerBuilder.Create(clock).WithIdentity(Nightly.Name).ForJob(Nightly)
                .WithSchedule(CronScheduleBuilder.Create(options.Nightly).InTimeZone(options.NightlyTimeZone)
                    .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed))
                .Build()),
    ];

    /// <summary>Whether a stored trigger fires at the times of the wanted one.</summary>
    public static bool FiresAlike(ITrigger stored, ITrigger wanted) => (stored, wanted) switch
    {
        (ISimpleTrigger a, ISimpleTrigger b) => a.RepeatInterval == b.RepeatInterval,
        (ICronTrigger a, ICronTrigger b) => a.CronExpressionString == b.CronExpressionString && a.TimeZone.Equals(b.TimeZone),
        _ => false,
    };
}

/// <summary>A round and when it is due.</summary>
internal sealed record Schedule(IJobDetail Round, ITrigger Trigger);
