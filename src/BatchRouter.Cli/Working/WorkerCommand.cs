using System.CommandLine;
using BatchRouter.Cli.Migrating;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Budgeting;
using BatchRouter.Rescuing;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Worker;
using BatchRouter.Worker.Configuring;
using BatchRouter.Worker.Messaging;

namespace BatchRouter.Cli.Working;

/// <summary><c>batchrouter worker</c>: takes jobs until it is told to stop, then drains.</summary>
internal static class WorkerCommand
{
    /// <summary>Printed on stdout when the worker takes jobs.</summary>
    public const string Ready = "batchrouter worker ready";

    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var postgres = CommonOptions.Postgres();
        var rabbitMq = CommonOptions.RabbitMq();
        var catalog = CommonOptions.Catalog();
        var policy = CommonOptions.Policy();
        var bulk = CommonOptions.Count("--bulk-concurrency", "Bulk jobs under way at once.", 256, 1, 5_000);
        var urgent = CommonOptions.Count("--urgent-concurrency", "Urgent jobs under way at once, beside the bulk ones.", 64, 1, 5_000);
        var lease = CommonOptions.Count("--lease-seconds", "A worker silent for so long loses its jobs.", 15, 1, 600);
        var assume = CommonOptions.Count(
            "--assume-after-seconds", "An attempt that may have been charged, and of which nothing was learned for so long, is booked at its whole hold.", 900, 1, 604_800);
        var clock = new Option<string?>("--clock") { Description = "Share the time of a simulated provider: the address of its page about its clock." };
        var tied = CommonOptions.ExitWithStdin();
        var command = new Command("worker", "Takes jobs from RabbitMQ, buys their answers, writes answers and spend to Postgres.")
        {
            postgres, rabbitMq, catalog, policy, bulk, urgent, lease, assume, clock, tied,
        };
        command.SetAction(async (parsed, stop) =>
        {
            var configuration = new ConfigurationSource(parsed.GetValue(catalog)!, parsed.GetValue(policy)!).Read();
            var router = configuration.Load();
            var time = parsed.GetValue(clock) is { } address ? await SharedClock.JoinAsync(new Uri(address), stop) : null;
            return await RunAsync(
                Hastened(time, new WorkerOptions
                {
                    Postgres = CommonOptions.Required(parsed.GetValue(postgres), "--postgres", "BATCHROUTER_POSTGRES"),
                    Catalog = router.Catalog,
                    Policy = router.Policy,
                    Configuration = configuration,
                    Messaging = new MessagingOptions
                    {
                        RabbitMq = CommonOptions.Broker(parsed.GetValue(rabbitMq)),
                        BulkConcurrency = parsed.GetValue(bulk),
                        UrgentConcurrency = parsed.GetValue(urgent),
                    },
                    Lease = new LeaseOptions { Duration = TimeSpan.FromSeconds(parsed.GetValue(lease)) },
                    Rounds = new RoundOptions
                    {
                        SweepAfter = TimeSpan.FromSeconds(Math.Min(10, parsed.GetValue(lease))),
                        AssumeAfter = TimeSpan.FromSeconds(parsed.GetValue(assume)),
                    },
                }),
                parsed.GetValue(tied),
                stop);
        });
        return command;
    }

    // Looking, committing and calling stay real: where hours pass in seconds they count as minutes, and the way back is reckoned with them.
    private static WorkerOptions Hastened(ScaledClock? clock, WorkerOptions options) => clock is null ? options : options with
    {
        Clock = clock,
        Rounds = options.Rounds with { WakeEvery = Floor, ReconcileEvery = 5 * Floor, CompletionsEvery = Floor },
        Shipping = options.Shipping with { Every = Floor },
        Lanes = options.Lanes with { Delta = options.Lanes.Delta + (3 * Floor * clock.Scale), Drain = options.Lanes.Drain + (10 * Floor * clock.Scale) },
    };

    private static async Task<int> RunAsync(WorkerOptions options, bool exitsWithStdin, CancellationToken stop)
    {
        await SchemaGate.PassAsync(options.Postgres, stop);
        await using (var source = CommonOptions.Database(options.Postgres))
            await new BudgetStore(source).ApplyAsync(options.Policy.Budgets, TimeProvider.System.GetUtcNow(), stop);
        using var host = WorkerHost.Build(options);
        return await new RoleRun(Ready, exitsWithStdin, options.Messaging.DrainTime).UntilToldAsync(host, stop);
    }
}
