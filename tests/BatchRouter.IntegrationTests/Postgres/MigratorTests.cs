using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Postgres.Migrating;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

public sealed class MigratorTests(ServersFixture fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MigrateAsync_Twice_IsANoOp()
    {
        await using var servers = await fixture.CreateAsync(nameof(MigratorTests), Stop);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        var migrator = new Migrator(source);
        Assert.Equal(Migrator.All.Select(migration => migration.Name), await migrator.PendingAsync(Stop));

        Assert.Equal(Migrator.All.Select(migration => migration.Name), await migrator.MigrateAsync(Stop));
        Assert.Empty(await migrator.MigrateAsync(Stop));
        Assert.Empty(await migrator.PendingAsync(Stop));
    }

    [Fact]
    public async Task MigrateAsync_ManyAtOnce_AppliesEachFileOnce()
    {
        await using var servers = await fixture.CreateAsync(nameof(MigratorTests), Stop);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);

        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => new Migrator(source).MigrateAsync(Stop)));

        Assert.Equal(Migrator.All.Select(migration => migration.Name), applied.SelectMany(names => names));
    }

    [Fact]
    public async Task MigrateAsync_AnAppliedFileWasChanged_IsRefusedWithItsName()
    {
        await using var servers = await fixture.CreateAsync(nameof(MigratorTests), Stop);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        await new Migrator(source).MigrateAsync(Stop);
        await using (var change = source.CreateCommand("update schema_migrations set sha256 = 'other' where name = '0001_jobs.sql'"))
            await change.ExecuteNonQueryAsync(Stop);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(source).MigrateAsync(Stop));
        Assert.Contains("0001_jobs.sql", refusal.Message, StringComparison.Ordinal);
        // The lock was given back: the next one is refused for the same reason, and does not hang.
        await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(source).MigrateAsync(Stop));
    }

    [Fact]
    public async Task MigrateAsync_TheSchemaIsOfANewerBuild_IsRefused()
    {
        await using var servers = await fixture.CreateAsync(nameof(MigratorTests), Stop);
        await using var source = NpgsqlDataSource.Create(servers.Postgres);
        await new Migrator(source).MigrateAsync(Stop);
        await using (var newer = source.CreateCommand("insert into schema_migrations (name, sha256) values ('9999_later.sql', 'x')"))
            await newer.ExecuteNonQueryAsync(Stop);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(source).PendingAsync(Stop));
        Assert.Contains("newer build", refusal.Message, StringComparison.Ordinal);
    }
}
