using System.CommandLine;
using BatchRouter.Cli.Benching;
using BatchRouter.Cli.Demo;
using BatchRouter.Cli.Migrating;
using BatchRouter.Cli.Working;
using BatchRouter.Sandbox.Servers;
using BatchRouter.Worker.Configuring;
using Npgsql;

namespace BatchRouter.Cli;

/// <summary>Every role a subcommand; this list is the table of contents.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("batchrouter: buys LLM answers as cheaply as deadline and quality allow, and accounts for every cent.")
        {
            DemoCommand.Create(),
            BenchCommand.Create(),
            WorkerCommand.Create(),
            MigrateCommand.Create(),
        };
        var parsed = root.Parse(args);
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
        catch (Exception fault) when (Code(fault) is { } code)
        {
            await Console.Error.WriteLineAsync(code == ExitCodes.Interrupted ? "interrupted" : fault.Message);
            return code;
        }
    }

    private static int? Code(Exception fault) => fault switch
    {
        OperationCanceledException => ExitCodes.Interrupted,
        ConfigurationException or InvalidDataException or FileNotFoundException or DirectoryNotFoundException => ExitCodes.Configuration,
        ServersUnavailableException or NpgsqlException => ExitCodes.Servers,
        _ => null,
    };
}
