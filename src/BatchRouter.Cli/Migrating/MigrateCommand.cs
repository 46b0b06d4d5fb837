using System.CommandLine;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Migrating;

namespace BatchRouter.Cli.Migrating;

/// <summary><c>batchrouter migrate</c>: brings the schema up to this build.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var json = CommonOptions.Json();
        var postgres = CommonOptions.Postgres();
        var command = new Command("migrate", "Applies the migrations of this build to Postgres, one process at a time.") { json, postgres };
        command.SetAction(async (parsed, stop) =>
        {
            var screen = new Screen(parsed.GetValue(json));
            await using var source = CommonOptions.Database(parsed.GetValue(postgres));
            var applied = await new Migrator(source).MigrateAsync(stop);
            screen.Result(new { Applied = applied }, _ => screen.Say(
                applied.Count == 0 ? "the schema is up to date" : $"applied {string.Join(", ", applied)}"));
            return ExitCodes.Done;
        });
        return command;
    }
}
