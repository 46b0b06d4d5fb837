using System.Text.Json;
using BatchRouter.Cli;
using BatchRouter.Forecasting;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Postgres;
using BatchRouter.Postgres.Learning;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Learning;

/// <summary>Versions are kept as they were; which one is in use changes in one transaction that leaves a trace.</summary>
public sealed class LearnedStoreTests(MigratedDatabase<LearnedStoreTests> database) : IClassFixture<MigratedDatabase<LearnedStoreTests>>
{
    private const string Refused = "BR001";

    private readonly string _task = Guid.NewGuid().ToString("n");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LearnedStore Store => new(database.Source);

    [Fact]
    public async Task Add_ASecondRun_TakesThePlaceOfTheFirst_AndBothStay()
    {
        var first = await AddAsync(LearnedKind.Quality, LearnedKind.Confidence);
        var second = await AddAsync(LearnedKind.Quality);
        Assert.Equal([second[0], first[1]], await ActiveAsync());
        Assert.Equal(3, (await Store.ListAsync(_task, Stop)).Count);
        Assert.Equal(3, await database.ScalarAsync<long>("select count(*) from learned_switches where task = @_task and switched_by = 'tester'", new { _task }));
    }

    [Fact]
    public async Task RollBack_UndoesTheLatestRunAlone_StepByStep_DownToNothing()
    {
        var first = await AddAsync(LearnedKind.Quality, LearnedKind.Confidence);
        await AddAsync(LearnedKind.Quality);
        Assert.Single(await Store.RollBackAsync(_task, "tester", Stop));
        Assert.Equal(first, await ActiveAsync());

        Assert.Equal(2, (await Store.RollBackAsync(_task, "tester", Stop)).Count);
        Assert.Empty(await ActiveAsync());
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Store.RollBackAsync(_task, "tester", Stop));
        Assert.Contains("nothing learned is in use", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RollBackTo_AGivenVersion_BringsItBack_AndRefusesOthers()
    {
        var (first, second) = (await AddAsync(LearnedKind.Quality), await AddAsync(LearnedKind.Quality));
        var done = Assert.Single(await Store.RollBackToAsync(_task, first[0], "tester", Stop));
        Assert.Equal((second[0], first[0]), (done.FromVersion, done.ToVersion));
        Assert.Equal(first, await ActiveAsync());
        foreach (var (task, version) in ((string, long)[])[(_task, first[0]), (_task, 999_999), ("other", second[0])])
            await Assert.ThrowsAsync<InvalidDataException>(() => Store.RollBackToAsync(task, version, "tester", Stop));
    }

    [Theory]
    [InlineData("update learned set artifact = '\\x00' where task = @_task")]
    [InlineData("update learned set summary = '{}' where task = @_task")]
    [InlineData("delete from learned where task = @_task")]
    [InlineData("update learned_switches set switched_by = 'nobody' where task = @_task")]
    [InlineData("delete from learned_switches where task = @_task")]
    [InlineData("insert into learned (run_id, task, kind, artifact, examples, summary, active) values (gen_random_uuid(), @_task, 'confidence', '', 1, '{}', true)")]
    public async Task Learned_WhatIsKept_IsNotChanged(string change)
    {
        await AddAsync(LearnedKind.Quality);
        Assert.Equal(Refused, (await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(change, new { _task }))).SqlState);
    }

    [Fact]
    public async Task Learned_TwoInUseAtOnce_AreRefused()
    {
        await AddAsync(LearnedKind.Quality);
        await AddAsync(LearnedKind.Quality);
        var fault = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("update learned set active = true where task = @_task", new { _task }));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, fault.SqlState);
    }

    [Fact]
    public async Task Commands_ListRollBackAndReport_SayOneObjectEach()
    {
        var versions = await AddAsync(LearnedKind.Quality);
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = database.Servers.Postgres });
        var listed = (await cli.RunAsync(["train", "list", "--task", _task, "--json"], Stop)).Json.GetProperty("versions")[0];
        Assert.Equal((versions[0], true, 0.1), (listed.GetProperty("version").GetInt64(), listed.GetProperty("active").GetBoolean(), listed.GetProperty("summary").GetProperty("calibration_error").GetDouble()));

        var switched = (await cli.RunAsync(["train", "rollback", "--task", _task, "--by", "me", "--json"], Stop)).Json.GetProperty("switches")[0];
        Assert.Equal((versions[0], JsonValueKind.Null), (switched.GetProperty("from_version").GetInt64(), switched.GetProperty("to_version").ValueKind));
        var again = await cli.RunAsync(["train", "rollback", "--task", _task, "--json"], Stop);
        Assert.Equal((ExitCodes.Configuration, ""), (again.Code, again.Stdout));

        await database.ExecuteAsync("insert into drift (task, audits, is_drifting, has_changed, reason) values (@_task, 60, true, true, 'because')", new { _task });
        var reported = (await cli.RunAsync(["report", "quality", "--task", _task, "--json"], Stop)).Json.GetProperty("tasks")[0];
        Assert.Equal((true, 60), (reported.GetProperty("is_drifting").GetBoolean(), reported.GetProperty("series")[0].GetProperty("audits").GetInt32()));
        var nothing = await cli.RunAsync(["train", "--task", _task, "--json"], Stop);
        Assert.Equal((ExitCodes.FoundWrong, "refused"), (nothing.Code, nothing.Json.GetProperty("quality").GetProperty("outcome").GetString()));
    }

    private Task<IReadOnlyList<long>> AddAsync(params LearnedKind[] kinds) =>
        Store.AddAsync(_task, [.. kinds.Select(kind => new TrainedModel(kind, [1, 2, 3], 5, """{"calibration_error": 0.1}"""))], "tester", Stop);

    private async Task<IEnumerable<long>> ActiveAsync() =>
        (await Store.ListAsync(_task, Stop)).Where(row => row.Active).OrderBy(row => row.Kind == "confidence").Select(row => row.Version);
}
