using Microsoft.Extensions.Hosting;
using Quartz;

namespace BatchRouter.Worker.Scheduling;

/// <summary>
/// Stores the schedules before the scheduler starts. A trigger that is there and fires at the same times is left alone: replacing it would
/// forget the firing that nobody was there for.
/// </summary>
internal sealed class ScheduleKeeper(ISchedulerFactory schedulers, SchedulerOptions options, TimeProvider clock) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var (round, trigger) in Schedules.Of(options, clock))
        {
            await scheduler.AddJob(round, AddJobOptions.Replacing, cancellationToken);
            var stored = await scheduler.GetTrigger(trigger.Key, cancellationToken);
            var conflict = stored is null || Schedules.FiresAlike(stored, trigger) ? TriggerConflict.Keep : TriggerConflict.Replace;
            await scheduler.ScheduleTrigger(trigger, conflict, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
