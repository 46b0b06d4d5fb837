using System.Globalization;
using System.Text.Json;
using BatchRouter.Cli;
using BatchRouter.Cli.Demo;
using BatchRouter.Cli.Working;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Sandbox.Simulation;
using Npgsql;
using Xunit;

namespace BatchRouter.IntegrationTests.Cli;

/// <summary>Every command that a user works with, as processes, from an empty database to the report.</summary>
public sealed class CommandsTests(ServersFixture fixture) : IAsyncLifetime
{
    private const string LineId = "7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("batchrouter-tests-");
    private ClassServers _servers = null!;
    private SimulatedProvider _provider = null!;
    private DemoFiles _files = null!;
    private Dictionary<string, string> _environment = [];
    private CommandProcess _cli = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _servers = await fixture.CreateAsync(nameof(CommandsTests), Stop);
        _provider = await SimulatedProvider.StartAsync(new SimulatedProviderOptions(), Stop);
        _files = new DemoFiles(_provider);
        _environment = new Dictionary<string, string>
        {
            ["BATCHROUTER_POSTGRES"] = _servers.Postgres,
            ["BATCHROUTER_RABBITMQ"] = _servers.Amqp.ToString(),
            [DemoFiles.KeyVariable] = _provider.ApiKey,
            // What a run remembers of its groups stays in the test's folder.
            ["XDG_DATA_HOME"] = Path.Combine(_folder.FullName, "data"),
        };
        _cli = new CommandProcess(_environment);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        await _provider.DisposeAsync();
        await _servers.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Commands_FromAnEmptyDatabaseToTheReport()
    {
        await DoctorAsync(ExitCodes.FoundWrong, ("migrations", "failed"), ("queues", "warning"), ("alarms", "ok"));
        Assert.Equal(ExitCodes.Servers, (await _cli.RunAsync(["watch", "night", "--once"], Stop)).Code);
        await DoneAsync("migrate", "--json");
        await DoctorAsync(ExitCodes.Done, ("postgres", "ok"), ("clock", "ok"), ("migrations", "ok"), ("workers", "warning"), ("rabbitmq", "ok"), ("catalog", "ok"));

        await BudgetsAsync();
        await SubmitFolderAsync();
        await SubmitLinesAsync();
        await using (var worker = WorkerProcess.Start(["--catalog", _files.Catalog.FullName, "--config", _files.Policy.FullName], _environment))
        {
            await worker.Ready.WaitAsync(Stop);
            var watched = await DoneAsync("watch", "night", "--total", "6", "--json");
            Assert.True(watched.GetProperty("done").GetBoolean());
            Assert.Equal((6, 0), (watched.GetProperty("settled").GetInt64(), watched.GetProperty("rejected").GetInt64()));
            await DoneAsync("watch", "lines", "--total", "2", "--json");
            await DoctorAsync(ExitCodes.Done, ("workers", "ok"), ("queues", "ok"));
        }

        await ResultsAsync();
        await ExplainAsync();
        await ReportAsync();
    }

    private async Task BudgetsAsync()
    {
        await DoneAsync("budget", "set", "project:demo", "--limit", "12.000000001", "--window", "day", "--at-limit", "reject", "--json");
        await DoneAsync("budget", "set", "all", "--limit", "100", "--json");
        Assert.Equal(ExitCodes.Done, (await _cli.RunAsync(["budget", "remove", "all"], Stop)).Code);
        var missing = await _cli.RunAsync(["budget", "remove", "all"], Stop);
        Assert.Equal(ExitCodes.Configuration, missing.Code);
        var budget = (await DoneAsync("budget", "list", "--json")).GetProperty("budgets").EnumerateArray().Single();
        Assert.Equal(("project:demo", "day", 12_000_000_001, "reject", "command"), (
            budget.GetProperty("scope").GetString(), budget.GetProperty("window").GetString(), budget.GetProperty("limit_nano_usd").GetInt64(),
            budget.GetProperty("at_limit").GetString(), budget.GetProperty("set_by").GetString()));
    }

    private async Task SubmitFolderAsync()
    {
        foreach (var (task, i) in DemoWorkload.Generate(6, seed: 3).Select((task, i) => (task, i)))
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, $"{i}.txt"), task.Prompt, Stop);
        var template = Path.Combine(_folder.FullName, "prompt.md");
        await File.WriteAllTextAsync(template, "{{text}}", Stop);
        string[] arguments =
        [
            "submit", _folder.FullName, "--project", DemoWork.Project, "--task", "chores", "--prompt", template, "--group", "night", "--deadline", "2h", "--json",
        ];
        var first = await DoneAsync(arguments);
        Assert.Equal((6, 6), (first.GetProperty("published").GetInt32(), first.GetProperty("confirmed").GetInt32()));
        Assert.Equal("batchrouter watch night --total 6", first.GetProperty("watch").GetString());
        // As after a crash: the same again, and still six jobs, no conflict among them.
        var again = await DoneAsync(arguments);
        Assert.Equal(first.GetProperty("deadline").GetString(), again.GetProperty("deadline").GetString());
    }

    private async Task SubmitLinesAsync()
    {
        var deadline = TimeProvider.System.GetUtcNow().AddHours(1).ToString("O", CultureInfo.InvariantCulture);
        var good = Line(LineId, DemoWork.Project, deadline);
        var unknown = Line("00000000-0000-4000-8000-000000000001", "nobodys", deadline);
        var input = $"{good}\nnot json\n\n{unknown}\n";

        var refused = await _cli.RunAsync(["submit", "-", "--json"], input, Stop);
        Assert.Equal(ExitCodes.Configuration, refused.Code);
        Assert.Equal(0, refused.Json.GetProperty("published").GetInt32());

        var skipped = await _cli.RunAsync(["submit", "-", "--json", "--skip-invalid"], input, Stop);
        Assert.Equal(ExitCodes.Done, skipped.Code);
        Assert.Equal(2, skipped.Json.GetProperty("confirmed").GetInt32());
        Assert.Equal(2, skipped.Json.GetProperty("errors")[0].GetProperty("line").GetInt32());
    }

    // Blanks, an escaped letter, U+0000 and a lone surrogate: what a serialiser would write otherwise.
    private static string Line(string id, string project, string deadline) =>
        $$"""{ "jobId":"{{id}}", "project" : "{{project}}","groupId":"lines","task":"t","messages":[{"role":"user","content":"\u0061 \u0000 \ud800"}],"maxOutputTokens":64,"deadline":"{{deadline}}","temperature":1.0}""";

    private async Task ResultsAsync()
    {
        await using var source = NpgsqlDataSource.Create(_servers.Postgres);
        await using var command = source.CreateCommand($"select body::text from requests where job_id = '{LineId}'");
        Assert.Contains("""{ "jobId":""", (string)(await command.ExecuteScalarAsync(Stop))!, StringComparison.Ordinal);

        var file = Path.Combine(_folder.FullName, "out.jsonl");
        var counts = await DoneAsync("results", "--group", "night", "--out", file, "--json");
        Assert.Equal((6, 6), (counts.GetProperty("count").GetInt32(), counts.GetProperty("settled").GetInt32()));
        var lines = (await File.ReadAllLinesAsync(file, Stop)).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(6, lines.Count);
        Assert.All(lines, line => Assert.NotEmpty(line.GetProperty("output").GetString()!));

        var both = await DoneAsync("results", "--group", "lines", "--json");
        var states = both.GetProperty("results").EnumerateArray().ToDictionary(line => line.GetProperty("project").GetString()!, line => line.GetProperty("state").GetString());
        Assert.Equal(("settled", "rejected"), (states[DemoWork.Project], states["nobodys"]));
        Assert.Equal(ExitCodes.FoundWrong, (await _cli.RunAsync(["results", "--job", Guid.Empty.ToString()], Stop)).Code);
    }

    private async Task ExplainAsync()
    {
        var story = await DoneAsync("route", "explain", LineId, "--json");
        Assert.Equal("settled", story.GetProperty("job").GetProperty("state").GetString());
        var decision = story.GetProperty("decisions")[0];
        Assert.True(decision.GetProperty("inputs").GetProperty("prompt_tokens").GetInt64() > 0);
        Assert.Contains(decision.GetProperty("candidates").EnumerateArray(), candidate => candidate.GetProperty("reason").GetString() == "chosen");
        var attempt = story.GetProperty("attempts")[0];
        Assert.True(attempt.GetProperty("posted_nano_usd").GetInt64() > 0);
        Assert.True(attempt.GetProperty("signals").EnumerateObject().First().Value.TryGetProperty("log_odds", out _));

        var words = await _cli.RunAsync(["route", "explain", LineId], Stop);
        Assert.Contains("step 1: buy, because", words.Stdout, StringComparison.Ordinal);
        Assert.Contains("attempt 1 (first):", words.Stdout, StringComparison.Ordinal);
        Assert.Contains("settled", words.Stdout, StringComparison.Ordinal);
        Assert.Contains("unknown_project", (await _cli.RunAsync(["route", "explain", "00000000-0000-4000-8000-000000000001"], Stop)).Stdout, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.FoundWrong, (await _cli.RunAsync(["route", "explain", Guid.Empty.ToString()], Stop)).Code);
    }

    private async Task ReportAsync()
    {
        // A run around midnight has posted on both days.
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var (total, jobs) = (0L, 0L);
        foreach (var day in (DateOnly[])[today.AddDays(-1), today])
        {
            var report = await DoneAsync("report", "spend", "--day", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "--catalog", _files.Catalog.FullName, "--json");
            total += report.GetProperty("total_nano_usd").GetInt64();
            Assert.Equal(report.GetProperty("total_nano_usd").GetInt64(), report.GetProperty("by_model").EnumerateArray().Sum(line => line.GetProperty("nano_usd").GetInt64()));
            Assert.Equal(report.GetProperty("total_nano_usd").GetInt64() / 1_000_000_000m, report.GetProperty("total_usd").GetDecimal());
            Assert.Equal(0, report.GetProperty("unknown_nano_usd").GetInt64());
            Assert.Equal(DefaultFleet.Large, report.GetProperty("always_strong").GetProperty("model").GetString());
            jobs += report.GetProperty("always_strong").GetProperty("jobs").GetInt64();
        }

        Assert.Equal(_provider.Bill.TotalNanoUsd, total);
        Assert.Equal(7, jobs);
        var without = await DoneAsync("report", "spend", "--catalog", "nowhere.json", "--json");
        Assert.Equal(JsonValueKind.Null, without.GetProperty("always_strong").ValueKind);
        Assert.Contains("nowhere.json", without.GetProperty("always_strong_missing").GetString()!, StringComparison.Ordinal);
    }

    private async Task DoctorAsync(int code, params (string Name, string Status)[] expected)
    {
        var result = await _cli.RunAsync(["doctor", "--catalog", _files.Catalog.FullName, "--config", _files.Policy.FullName, "--json"], Stop);
        Assert.Equal(code, result.Code);
        var checks = result.Json.GetProperty("checks").EnumerateArray().ToDictionary(
            check => check.GetProperty("name").GetString()!, check => check.GetProperty("status").GetString()!);
        foreach (var (name, status) in expected)
            Assert.Equal((name, status), (name, checks[name]));
        Assert.DoesNotContain(_provider.ApiKey, result.Stdout, StringComparison.Ordinal);
    }

    private async Task<JsonElement> DoneAsync(params string[] arguments)
    {
        var result = await _cli.RunAsync(arguments, Stop);
        Assert.True(result.Code == ExitCodes.Done, $"{string.Join(' ', arguments)}: {result.Code}\n{result.Stderr}");
        return result.Json;
    }
}
