using System.Diagnostics;
using System.Text.Json;
using BatchRouter.Cli;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class JsonOutputTests : IDisposable
{
    private const string Secret = "secret-of-the-test";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Submit_OfInvalidLines_PrintsOneObject_AndAsksNoBroker()
    {
        var file = _folder.Write("jobs.jsonl", "{}\nnot json\n");
        var (code, stdout, _) = await RunAsync("submit", file.FullName, "--json", "--rabbitmq", "amqp://nobody.invalid");
        Assert.Equal(ExitCodes.Configuration, code);
        using var json = JsonDocument.Parse(stdout);
        Assert.Equal(2, json.RootElement.GetProperty("invalid").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("published").GetInt64());
        Assert.Equal([1L, 2], json.RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("line").GetInt64()));
    }

    [Fact]
    public async Task Doctor_WithNothingToFind_PrintsOneObject_WithARemedyForEachFailure()
    {
        var (code, stdout, _) = await RunAsync("doctor", "--json", "--catalog", "nowhere.json", "--config", "nowhere.json");
        Assert.Equal(ExitCodes.FoundWrong, code);
        using var json = JsonDocument.Parse(stdout);
        Assert.False(json.RootElement.GetProperty("healthy").GetBoolean());
        Assert.All(json.RootElement.GetProperty("checks").EnumerateArray(), check =>
        {
            Assert.Equal("failed", check.GetProperty("status").GetString());
            Assert.NotEmpty(check.GetProperty("remedy").GetString()!);
        });
    }

    [Fact]
    public async Task Help_NeverPrintsAConnectionString()
    {
        foreach (var command in (string[])["worker", "scheduler", "audit", "migrate", "submit", "watch", "results", "doctor"])
        {
            var (code, stdout, stderr) = await RunAsync(command, "--help");
            Assert.Equal(ExitCodes.Done, code);
            Assert.DoesNotContain(Secret, stdout + stderr, StringComparison.Ordinal);
        }
    }

    internal static async Task<(int Code, string Stdout, string Stderr)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(ExitCodes).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["BATCHROUTER_POSTGRES"] = arguments[^1] == "--help" ? $"Password={Secret}" : "";
        start.Environment["BATCHROUTER_RABBITMQ"] = arguments[^1] == "--help" ? $"amqp://user:{Secret}@localhost" : "";
        using var process = Process.Start(start)!;
        var stop = TestContext.Current.CancellationToken;
        var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await stdout, await stderr);
    }
}
