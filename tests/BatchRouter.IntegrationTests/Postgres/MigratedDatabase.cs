using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Postgres.Leasing;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Postgres.Storing;
using BatchRouter.Rescuing;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

/// <summary>The database of one test class, migrated.</summary>
public sealed class MigratedDatabase<TClass>(ServersFixture fixture) : IAsyncLifetime
{
    private readonly List<PostgresJobStore> _stores = [];

    // Apart from the pool under test, whose connections some tests kill.
    private NpgsqlDataSource _looking = null!;

    public ClassServers Servers { get; private set; } = null!;

    public NpgsqlDataSource Source { get; private set; } = null!;

    /// <summary>A fault planted in the stores' SQL; null, none.</summary>
    public Func<string, string>? Plant { get; init; }

    public async ValueTask InitializeAsync()
    {
        Servers = await fixture.CreateAsync(typeof(TClass).Name);
        Source = PostgresConnections.ForWriting(Servers.Postgres);
        _looking = PostgresConnections.ForReading(Servers.Postgres);
        await new Migrator(Source).MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
            await store.DisposeAsync();
        await Source.DisposeAsync();
        await _looking.DisposeAsync();
        await Servers.DisposeAsync();
    }

    /// <summary>A worker's store; the worker is entered as living.</summary>
    public async Task<PostgresJobStore> StoreAsync(Guid worker, GroupCommitOptions? options = null)
    {
        await new WorkerLease(_looking, worker).BeatAsync(CancellationToken.None);
        var store = new PostgresJobStore(Source, worker, options ?? new GroupCommitOptions(), TimeProvider.System, NullLogger<PostgresJobStore>.Instance, Plant);
        _stores.Add(store);
        return store;
    }

    public JobClaims Claims(Guid worker) => new(Source, worker, new LeaseOptions());

    /// <summary>As if the worker had been killed an hour ago.</summary>
    public Task LetDieAsync(Guid worker) =>
        ExecuteAsync("update workers set heartbeat_at = now() - interval '1 hour' where worker_id = @worker", new { worker });

    public async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _looking.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    public async Task<int> ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await _looking.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<T> RowAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await _looking.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }
}
