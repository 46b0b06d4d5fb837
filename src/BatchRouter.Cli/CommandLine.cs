using System.CommandLine;
using BatchRouter.Cli.Auditing;
using BatchRouter.Cli.Benching;
using BatchRouter.Cli.Budgeting;
using BatchRouter.Cli.Cancelling;
using BatchRouter.Cli.Demo;
using BatchRouter.Cli.Doctoring;
using BatchRouter.Cli.Estimating;
using BatchRouter.Cli.Evaluating;
using BatchRouter.Cli.Explaining;
using BatchRouter.Cli.Listening;
using BatchRouter.Cli.Migrating;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Replaying;
using BatchRouter.Cli.Reporting;
using BatchRouter.Cli.Results;
using BatchRouter.Cli.Scheduling;
using BatchRouter.Cli.Simulating;
using BatchRouter.Cli.Submitting;
using BatchRouter.Cli.Training;
using BatchRouter.Cli.Watching;
using BatchRouter.Cli.Working;
using BatchRouter.Sandbox.Servers;
using BatchRouter.Worker.Configuring;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace BatchRouter.Cli;

/// <summary>Every role a subcommand; this list is the table of contents.</summary>
internal static class CommandLine
{
    public static RootCommand Root() =>
        new("batchrouter: buys LLM answers as cheaply as deadline and quality allow, and accounts for every cent.")
        {
            DemoCommand.Create(),
            BenchCommand.Create(),
            SimulateCommand.Create(),
            EvalCommand.Create(),
            WorkerCommand.Create(),
            SchedulerCommand.Create(),
            MigrateCommand.Create(),
            EstimateCommand.Create(),
            SubmitCommand.Create(),
            WatchCommand.Create(),
            CancelCommand.Create(),
            ResultsCommand.Create(),
            RouteCommand.Create(),
            ReplayCommand.Create(),
            ReportCommand.Create(),
            TrainCommand.Create(),
            BudgetCommand.Create(),
            FeedbackCommand.Create(),
            AuditCommand.Create(),
            DoctorCommand.Create(),
        };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(40),
            });
        }
        catch (Exception fault)
        {
            var code = Code(fault);
            await Console.Error.WriteLineAsync(code switch
            {
                ExitCodes.Interrupted => "interrupted",
                ExitCodes.Surprise => fault.ToString(),
                _ => Words(fault),
            });
            return code;
        }
    }

    private static int Code(Exception fault) => fault switch
    {
        OperationCanceledException => ExitCodes.Interrupted,
        UsageException => ExitCodes.Usage,
        ConfigurationException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException
            => ExitCodes.Configuration,
        ServersUnavailableException or NpgsqlException or RabbitMQClientException => ExitCodes.Servers,
        // The publisher: the broker took some and then no more.
        IOException { InnerException: not null } => ExitCodes.Servers,
        _ => ExitCodes.Surprise,
    };

    private static string Words(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => $"{fault.Message}: run batchrouter migrate first",
        BrokerUnreachableException { InnerException: { } why } => $"RabbitMQ cannot be reached: {why.Message}",
        _ => fault.Message,
    };
}
