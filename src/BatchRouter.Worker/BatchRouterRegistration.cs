using BatchRouter.Auditing;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Cancelling;
using BatchRouter.Classifying;
using BatchRouter.Contracts;
using BatchRouter.Drifting;
using BatchRouter.Forecasting;
using BatchRouter.Lanes;
using BatchRouter.Limiting;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Postgres.Cancelling;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Judging;
using BatchRouter.Postgres.Learning;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Postgres.Limiting;
using BatchRouter.Postgres.Reading;
using BatchRouter.Postgres.Shipping;
using BatchRouter.Postgres.Siding;
using BatchRouter.Postgres.Storing;
using BatchRouter.Providers.Anthropic;
using BatchRouter.Providers.Batching;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Counting;
using BatchRouter.Providers.Embedding;
using BatchRouter.Providers.OpenAi;
using BatchRouter.Providers.Records;
using BatchRouter.Providers.Schemas;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Settling;
using BatchRouter.Shipping;
using BatchRouter.Siding;
using BatchRouter.Worker.Announcing;
using BatchRouter.Worker.Daemons;
using BatchRouter.Worker.Messaging;
using BatchRouter.Worker.Reloading;
using BatchRouter.Worker.Submitting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BatchRouter.Worker;

/// <summary>A worker's composition, in the order of a job's path.</summary>
public static class BatchRouterRegistration
{
    public static IServiceCollection AddBatchRouter(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(options.Clock);
        services.AddStore(options);
        services.AddLeases(options);
        services.AddLearned();
        services.AddMessaging(options.Messaging);
        services.AddRouting(options);
        services.AddProviders(options);
        services.AddPerceiving(options);
        services.AddRunning();
        services.AddShipping(options);
        services.AddDaemons(options);
        return services;
    }

    private static void AddStore(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(_ => PostgresConnections.ForWriting(options.Postgres));
        services.AddSingleton(options.Commits);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<PostgresJobStore>(provider, options.WorkerId));
        services.AddSingleton<IJobStore>(provider => provider.GetRequiredService<PostgresJobStore>());
        services.AddSingleton<IAnswerCache, AnswerCache>();
        services.AddSingleton<JobLookup>();
        services.AddSingleton<IAcceptedMessages>(provider => provider.GetRequiredService<JobLookup>());
        services.AddSingleton<IUnannounced, Unannounced>();
        services.AddSingleton<IUnknownAttempts, UnknownAttempts>();
        services.AddSingleton<IBudgetLevels, BudgetLevels>();
        services.AddSingleton<ISideJobs, SideJobStore>();
        services.AddSingleton<IComparisons, Comparisons>();
        services.AddSingleton<FeedbackStore>();
        services.AddSingleton<ICancelledGroups, GroupCancellation>();
    }

    // The heartbeat is the first hosted service: it starts before the bus, and ends after it.
    private static void AddLeases(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(options.Lease);
        services.AddSingleton(provider => new Drain(
            options.Messaging.DrainTime, provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWorkerLease>(provider => new WorkerLease(provider.GetRequiredService<NpgsqlDataSource>(), options.WorkerId));
        services.AddSingleton(provider => new JobClaims(provider.GetRequiredService<NpgsqlDataSource>(), options.WorkerId, options.Lease));
        services.AddSingleton<IJobClaims>(provider => provider.GetRequiredService<JobClaims>());
        services.AddSingleton<Steadiness>();
        services.AddSingleton<HeartbeatRound>();
        services.AddHostedService<Heartbeat>();
    }

    private static void AddMessaging(this IServiceCollection services, MessagingOptions options)
    {
        services.AddSingleton<SubmissionReader>();
        services.AddSingleton<IStoredMessages>(provider => provider.GetRequiredService<SubmissionReader>());
        services.AddSingleton<Refusals>();
        services.AddSingleton<IAnnouncer, BusAnnouncer>();
        services.Configure<MassTransitHostOptions>(host =>
        {
            // A stop during the start would leave a consumer behind whose provider is gone.
            host.WaitUntilStarted = true;
            host.StopTimeout = options.DrainTime;
            host.ConsumerStopTimeout = options.DrainTime;
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTime + TimeSpan.FromSeconds(5));
        services.AddMassTransit(bus =>
        {
            bus.AddConsumer<SubmitJobConsumer>();
            bus.AddConsumer<DeadLetterConsumer>();
            bus.AddConsumer<JobFeedbackConsumer>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(options.RabbitMq, host => host.PublisherConfirmation = true);
                rabbit.ConfigureTopology();
                rabbit.ReceiveEndpoint(Topology.UrgentQueue, queue => JobQueue(queue, context, Topology.UrgentKey, options.UrgentConcurrency));
                rabbit.ReceiveEndpoint(Topology.BulkQueue, queue => JobQueue(queue, context, Topology.BulkKey, options.BulkConcurrency));
                rabbit.ReceiveEndpoint(Topology.DeadQueue, queue =>
                {
                    queue.ConfigureQuorum();
                    queue.ConfigureConsumer<DeadLetterConsumer>(context);
                });
                rabbit.ReceiveEndpoint(Topology.FeedbackQueue, queue =>
                {
                    queue.ConfigureQuorum();
                    queue.ConfigureConsumer<JobFeedbackConsumer>(context);
                });
            });
        });
    }

    private static void JobQueue(
        IRabbitMqReceiveEndpointConfigurator queue, IBusRegistrationContext context, string key, int concurrency)
    {
        queue.ConfigureJobQueue(key);
        queue.PrefetchCount = concurrency;
        queue.ConcurrentMessageLimit = concurrency;
        queue.ConfigureConsumer<SubmitJobConsumer>(context);
    }

    private static void AddRouting(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(new LiveRouter(new Router(options.Catalog, options.Policy)));
        services.AddSingleton<ITokenCounter, TokenCounter>();
    }

    private static void AddProviders(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(options.Pipeline);
        services.AddSingleton<IProviderAdapter>(provider =>
            new OpenAiAdapter(provider.GetRequiredService<TimeProvider>(), Environment.GetEnvironmentVariable));
        services.AddSingleton<IProviderAdapter>(provider =>
            new AnthropicAdapter(provider.GetRequiredService<TimeProvider>(), Environment.GetEnvironmentVariable));
        services.AddSingleton<IBatchClient>(provider => new BatchClient(
            provider.GetServices<IProviderAdapter>().ToList(), provider.GetRequiredService<TimeProvider>(), Environment.GetEnvironmentVariable));
        services.AddSingleton<IUsageRecords>(provider => new UsageRecords(
            provider.GetRequiredService<LiveRouter>(), new HttpClient { Timeout = TimeSpan.FromSeconds(10) }, Environment.GetEnvironmentVariable,
            provider.GetRequiredService<ILogger<UsageRecords>>()));
        services.AddSingleton<IRateLeases, RateLeases>();
        services.AddSingleton<IModelClient>(provider => new ModelClient(
            provider.GetRequiredService<LiveRouter>(), provider.GetServices<IProviderAdapter>().ToList(), provider.GetRequiredService<IRateLeases>(), options.Pipeline,
            provider.GetRequiredService<TimeProvider>()));
    }

    private static void AddPerceiving(this IServiceCollection services, WorkerOptions options)
    {
        if (options.Policy.Embeddings is { } embeddings)
            services.AddSingleton(_ => OpenAiEmbeddings.Create(embeddings, Environment.GetEnvironmentVariable));
        services.AddSingleton<Perceiver>();
        services.AddSingleton<ObservedCosts>();
        services.AddSingleton<ObservedModels>();
        services.AddSingleton<BudgetPressure>();
        services.AddSingleton(options.Lanes);
        services.AddSingleton<CompletionForecast>();
        services.AddSingleton<ICompletions, CompletionLog>();
        services.AddSingleton<Senses>();
        services.AddSingleton<RecentCalls>();
        services.AddHostedService<WarmStart>();
    }

    // Before the bus, which begins to decide.
    private static void AddLearned(this IServiceCollection services)
    {
        services.AddSingleton<LearnedBook>();
        services.AddSingleton<LearnedMeter>();
        services.AddSingleton<DriftMeter>();
        services.AddSingleton<ILearnedModels, LearnedModels>();
        services.AddSingleton<IDriftLog, DriftLog>();
        services.AddSingleton<IDriftAnnouncer, BusDrifts>();
        services.AddHostedService<LearnedStart>();
    }

    private static void AddRunning(this IServiceCollection services)
    {
        services.AddSingleton<ISchemaValidator, NJsonSchemaValidator>();
        services.AddSingleton<AnswerScorer>();
        services.AddSingleton(new VerdictMemory());
        services.AddSingleton(new AttemptIds());
        services.AddSingleton<CancelledGroups>();
        services.AddSingleton<JobRunner>();
    }

    private static void AddShipping(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(options.Shipping);
        services.AddSingleton<IShipments>(provider => ActivatorUtilities.CreateInstance<ShipmentStore>(provider, options.WorkerId));
        services.AddSingleton<Landings>();
        services.AddSingleton<ShipmentReader>();
        services.AddSingleton<ShipmentRunner>();
        services.AddRound<AssemblyRound>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ShippingRound>(provider, provider.GetRequiredService<Drain>().Hard));
        services.AddHostedService<Daemon<ShippingRound>>();
    }

    private static void AddDaemons(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(options.Rounds);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ClaimedRuns>(provider, provider.GetRequiredService<Drain>().Hard));
        services.AddRound<Rescuer>();
        services.AddRound<Waker>();
        services.AddRound<Reconciler>();
        services.AddRound<Sweeper>();
        services.AddRound<BudgetLook>();
        services.AddRound<LearnedRound>();
        services.AddRound<CompletionRound>();
        services.AddRound<DriftRound>();
        services.AddRound<CancelRound>();
        services.AddRound<ComparisonRound>();
        services.AddRound<KeepWarmRound>();
        services.AddReloading(options);
    }

    private static void AddReloading(this IServiceCollection services, WorkerOptions options)
    {
        if (options.Configuration is not { } configuration)
            return;
        services.AddSingleton<ReloadMeter>();
        services.AddSingleton<BudgetStore>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ReloadRound>(provider, configuration));
        services.AddHostedService<Daemon<ReloadRound>>();
    }

    private static void AddRound<TRound>(this IServiceCollection services) where TRound : class, IRound
    {
        services.AddSingleton<TRound>();
        services.AddHostedService<Daemon<TRound>>();
    }
}
