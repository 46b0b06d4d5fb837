using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Working;

namespace BatchRouter.Cli.Doctoring;

/// <summary><c>batchrouter doctor</c>: looks at everything a worker needs.</summary>
internal static class DoctorCommand
{
    private const string About = """
        Checks PostgreSQL, its schema, the clocks, RabbitMQ, the catalogue, the policy, the providers' keys (only whether they are set
        here) and the workers' heartbeats. Exit code 1 when a check failed; warnings do not count.
        """;

    public static Command Create()
    {
        var postgres = CommonOptions.Postgres();
        var rabbitMq = CommonOptions.RabbitMq();
        var catalog = CommonOptions.Catalog();
        var policy = CommonOptions.Policy();
        var json = CommonOptions.Json();
        var command = new Command("doctor", About) { postgres, rabbitMq, catalog, policy, json };
        command.SetAction(async (parsed, stop) =>
        {
            var files = new WorkerSettings(parsed.GetValue(catalog)!, parsed.GetValue(policy)!);
            var result = new DoctorResult(
            [
                .. await new PostgresChecks(parsed.GetValue(postgres), TimeProvider.System).RunAsync(stop),
                .. await RabbitMqChecks.RunAsync(parsed.GetValue(rabbitMq), TimeProvider.System, stop),
                .. FileChecks.Run(files, Environment.GetEnvironmentVariable),
            ]);
            new Screen(parsed.GetValue(json)).Result(result, screen => Show(screen, result));
            return result.Healthy ? ExitCodes.Done : ExitCodes.FoundWrong;
        });
        return command;
    }

    private static void Show(Screen screen, DoctorResult result) => screen.Table(
        "Doctor",
        ["check", "status", "detail", "remedy"],
        result.Checks.Select(check => (IReadOnlyList<string>)
            [check.Name, check.Status.ToString().ToLowerInvariant(), check.Detail, check.Remedy ?? ""]));
}
