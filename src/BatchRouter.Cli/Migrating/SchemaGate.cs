using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Migrating;

namespace BatchRouter.Cli.Migrating;

/// <summary>A role does not start on a schema that lacks something of this build.</summary>
internal static class SchemaGate
{
    /// <exception cref="InvalidDataException">Migrations are not applied yet.</exception>
    public static async Task PassAsync(string postgres, CancellationToken stop)
    {
        await using var source = CommonOptions.Database(postgres);
        var pending = await new Migrator(source).PendingAsync(stop);
        if (pending.Count > 0)
            throw new InvalidDataException($"the database lacks {string.Join(", ", pending)}: run batchrouter migrate first");
    }
}
