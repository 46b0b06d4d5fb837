using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Connecting;

/// <summary>Opens the data source that all parts share.</summary>
public static class PostgresConnections
{
    // Groups are small beside the tables they touch, and tables grow from nothing within seconds: plans are made anew for each
    // group from the real sizes, and a look-up by key never becomes a scan.
    private const string SessionOptions = "-c plan_cache_mode=force_custom_plan -c enable_seqscan=off -c jit=off";

    // Dapper's own setting holds for the whole process: a reader that forgot it would read zeros.
    static PostgresConnections() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>For the writer and the claims.</summary>
    public static NpgsqlDataSource ForWriting(string connectionString) => Build(connectionString, SessionOptions, "batchrouter worker", settings =>
    {
        // The group statements are the same each time: parsed once per connection, planned for each group.
        settings.MaxAutoPrepare = 20;
        settings.AutoPrepareMinUsages = 2;
        settings.NoResetOnClose = true;
    });

    /// <summary>For reports, which may read whole tables.</summary>
    public static NpgsqlDataSource ForReading(string connectionString) => Build(connectionString, "-c jit=off", "batchrouter reader", _ => { });

    /// <summary>For the scheduler: rollups, reports, and Quartz' own tables.</summary>
    public static NpgsqlDataSource ForScheduling(string connectionString) => Build(connectionString, "-c jit=off", "batchrouter scheduler", _ => { });

    private static NpgsqlDataSource Build(string connectionString, string options, string name, Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = name };
        settings.Options = string.IsNullOrEmpty(settings.Options) ? options : $"{settings.Options} {options}";
        change(settings);
        return NpgsqlDataSource.Create(settings);
    }
}
