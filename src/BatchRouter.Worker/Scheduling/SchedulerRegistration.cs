using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Rollups;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Quartz;

namespace BatchRouter.Worker.Scheduling;

/// <summary>A scheduler's composition. Any number of them share the schedules: Quartz' cluster on Postgres gives each firing to one.</summary>
public static class SchedulerRegistration
{
    private const string TablePrefix = "qrtz_";
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddBatchRouterScheduler(this IServiceCollection services, SchedulerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => PostgresConnections.ForScheduling(options.Postgres));
        services.AddSingleton<RollupWriter>();
        services.AddQuartz(quartz => Configure(quartz, options));
        // In this order: the schedules are stored, then the scheduler starts.
        services.AddHostedService<ScheduleKeeper>();
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime);
        return services;
    }

    private static void Configure(IQuartzBuilder quartz, SchedulerOptions options)
    {
        quartz.ConfigureScheduler(scheduler =>
        {
            scheduler.InstanceName = Schedules.Cluster;
            scheduler.GenerateInstanceId = true;
            scheduler.ShutdownJobInterruption = ShutdownJobInterruption.Always;
        });
        quartz.UseDefaultThreadPool(maxConcurrency: 2);
        quartz.UsePersistentStore(store =>
        {
            store.UsePostgres(database => database.DataSourceFactory = provider => provider.GetRequiredService<NpgsqlDataSource>());
            store.UseSystemTextJsonSerializer();
            store.ConfigureStore(tables =>
            {
                tables.TablePrefix = TablePrefix;
                tables.StoreJobDataAsStrings = true;
                tables.DbRetryInterval = RetryAfter;
                tables.RecoverFiringsCancelledByShutdown = true;
            });
            store.UseClustering(cluster =>
            {
                cluster.CheckinInterval = options.CheckInEvery;
                cluster.CheckinMisfireThreshold = options.CheckInEvery;
            });
        });
    }
}
