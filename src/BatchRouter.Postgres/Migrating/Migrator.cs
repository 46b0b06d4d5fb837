using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Migrating;

/// <summary>Applies the numbered files of sql/ once each, in order, one process at a time.</summary>
public sealed class Migrator(NpgsqlDataSource postgres)
{
    // Any number: it only has to be the same for every process that migrates.
    private const long AdvisoryLock = 0x6261746368726f;

    private const string CreateTable = """
        create table if not exists schema_migrations (
            name text primary key, sha256 text not null, applied_at timestamptz not null default now())
        """;

    /// <summary>All migrations that this build carries, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Read();

    /// <summary>Names of what was applied now; empty when the schema was up to date.</summary>
    /// <exception cref="InvalidOperationException">An applied file was changed afterwards, or the schema is of a newer build.</exception>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken: stop));
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(CreateTable, cancellationToken: stop));
            var applied = await AppliedAsync(connection, stop);
            Check(applied);
            var names = new List<string>();
            foreach (var migration in All.Where(migration => !applied.ContainsKey(migration.Name)))
            {
                await ApplyAsync(connection, migration, stop);
                names.Add(migration.Name);
            }

            return names;
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@AdvisoryLock)", new { AdvisoryLock });
        }
    }

    /// <summary>Names of migrations that are not applied yet.</summary>
    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var isThere = await connection.ExecuteScalarAsync<bool>("select to_regclass('schema_migrations') is not null");
        var applied = isThere ? await AppliedAsync(connection, stop) : [];
        Check(applied);
        return All.Where(migration => !applied.ContainsKey(migration.Name)).Select(migration => migration.Name).ToList();
    }

    private static void Check(Dictionary<string, string> applied)
    {
        foreach (var (name, hash) in applied)
        {
            var known = All.FirstOrDefault(migration => migration.Name == name)
                ?? throw new InvalidOperationException($"the database holds migration {name}, which this build does not know: use the newer build");
            if (known.Hash != hash)
                throw new InvalidOperationException($"migration {name} was changed after it was applied: write a new one instead");
        }
    }

    private static async Task<Dictionary<string, string>> AppliedAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var rows = await connection.QueryAsync<(string Name, string Hash)>(
            new CommandDefinition("select name, sha256 from schema_migrations", cancellationToken: stop));
        return rows.ToDictionary(row => row.Name, row => row.Hash);
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await connection.ExecuteAsync(new CommandDefinition(migration.Sql, transaction: transaction, cancellationToken: stop));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into schema_migrations (name, sha256) values (@Name, @Hash)", migration, transaction, cancellationToken: stop));
        await transaction.CommitAsync(stop);
    }

    private static List<Migration> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("sql/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            var sql = stream.ReadToEnd();
            found.Add(new Migration(resource["sql/".Length..], sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)))));
        }

        return found;
    }
}

/// <summary>One numbered file of sql/.</summary>
public sealed record Migration(string Name, string Sql, string Hash);
