using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.IntegrationTests.Servers;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Budgeting;

/// <summary>The suites can fail: faults that others shipped are planted in the SQL, and caught.</summary>
public sealed class PlantedFaultTests(ServersFixture fixture)
{
    private const string CheckedUnderLock = "order by a.account_id for no key update";
    private const string Guard = "and a.state in ('started', 'unknown')";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CheckThenAdd_IsCaughtByTheRace()
    {
        await using var database = new MigratedDatabase<AccountRaceTests>(fixture) { Plant = Without(CheckedUnderLock) };
        await database.InitializeAsync();
        // What the database itself would refuse.
        await database.ExecuteAsync("drop trigger accounts_hold on accounts");
        await CaughtAsync(new AccountRaceTests(database).When_EightWritersRaceForOneBudget_Should_HoldExactlyAsMuchAsFits);
    }

    // Whoever races, the trigger has the last word: refused groups are split, and try again one by one.
    [Fact]
    public async Task CheckThenAdd_UnderTheDatabasesOwnGuard_PassesNoLimit()
    {
        await using var database = new MigratedDatabase<AccountRaceTests>(fixture) { Plant = Without(CheckedUnderLock) };
        await database.InitializeAsync();
        try
        {
            await new AccountRaceTests(database).When_EightWritersRaceForOneBudget_Should_HoldExactlyAsMuchAsFits();
        }
        catch (PostgresException refused) when (refused.SqlState == "BR001")
        {
        }

        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from accounts where peak_nano_usd > limit_nano_usd"));
    }

    [Fact]
    public async Task SettleWithoutGuard_IsCaughtByTheConformanceSuite()
    {
        await using var database = new MigratedDatabase<PostgresStoreTests>(fixture) { Plant = Without(Guard) };
        await database.InitializeAsync();
        await CaughtAsync(new PostgresStoreTests(database).Advance_ALateReplyToAnAssumedAttempt_IsANumberedCorrection_Once);
        await CaughtAsync(new PostgresStoreTests(database).Advance_Settling_PostsOnceHoweverOftenItIsWritten);
    }

    [Fact]
    public async Task VoidOnTimer_IsCaughtByTheConformanceSuite()
    {
        await using var database = new MigratedDatabase<PostgresStoreTests>(fixture);
        await database.InitializeAsync();
        await database.ExecuteAsync(
            """
            create function void_hold() returns trigger language plpgsql as $$
            begin
                update accounts set held_nano_usd = held_nano_usd - old.hold_nano_usd where account_id = any(old.accounts);
                new.state = 'failed';
                return new;
            end $$;
            create trigger void_on_timer before update on attempts for each row when (new.state = 'unknown') execute function void_hold();
            """);
        await CaughtAsync(new PostgresStoreTests(database).Unknown_KeepsItsHold_AssumedPostsIt_ACorrectionFollows);
    }

    private static Func<string, string> Without(string part) => sql => sql.Replace(part, "", StringComparison.Ordinal);

    private static async Task CaughtAsync(Func<Task> fact)
    {
        try
        {
            await fact();
        }
        catch (Exception caught) when (caught is Xunit.Sdk.IAssertionException or PostgresException && !Stop.IsCancellationRequested)
        {
            return;
        }

        Assert.Fail("the planted fault was not caught");
    }
}
