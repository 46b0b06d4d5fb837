using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Servers;
using BatchRouter.Sandbox.Servers;
using Xunit;

namespace BatchRouter.IntegrationTests.Cli;

/// <summary><c>demo --chaos kill</c>, small, as its users run it.</summary>
[SupportedOSPlatform("linux")]
public sealed class DemoChaosTests
{
    private static readonly string[] Arguments = ["demo", "--workers", "2", "--chaos", "kill", "--seed", "7", "--json", "--jobs"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Demo_WithKills_LosesNothingAndMatchesTheBill()
    {
        var result = await new CommandProcess(new Dictionary<string, string>()).RunAsync([.. Arguments, "600"], Stop);

        Assert.True(result.Code == ExitCodes.Done, result.Stderr);
        Assert.True(result.Json.GetProperty("kills").GetInt32() > 0, result.Stderr);
        Assert.Equal(0, result.Json.GetProperty("lost").GetInt64());
        Assert.Equal(600, result.Json.GetProperty("settled").GetInt64() + result.Json.GetProperty("rejected").GetInt64());
        Assert.True(result.Json.GetProperty("ledger_matches_bill").GetBoolean());
        Assert.Contains("another takes its place", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_InterruptedBetweenKills_LeavesNoProcessBehind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals.");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["exec", typeof(ExitCodes).Assembly.Location, .. Arguments, "100000"])
            start.ArgumentList.Add(argument);
        using var demo = Process.Start(start)!;
        var (killed, stderr) = (new TaskCompletionSource(), new System.Collections.Concurrent.ConcurrentQueue<string>());
        demo.ErrorDataReceived += (_, line) =>
        {
            stderr.Enqueue(line.Data ?? "");
            if (line.Data?.StartsWith("killed", StringComparison.Ordinal) == true)
                killed.TrySetResult();
        };
        demo.OutputDataReceived += (_, _) => { };
        demo.BeginErrorReadLine();
        demo.BeginOutputReadLine();
        try
        {
            await killed.Task.WaitAsync(TimeSpan.FromSeconds(150), Stop);
            var children = Children(demo.Id);
            Assert.True(children.Count >= 2, "the workers are its children");

            Posix.Send(Signal.Interrupt, demo.Id);
            await demo.WaitForExitAsync(Stop).WaitAsync(TimeSpan.FromSeconds(90), Stop);

            Assert.Equal(ExitCodes.Interrupted, demo.ExitCode);
            await Eventually.IsTrueAsync(() => Task.FromResult(children.All(child => !child.IsAlive())), TimeSpan.FromSeconds(10), Stop);
        }
        catch (TimeoutException)
        {
            Assert.Fail(string.Join('\n', stderr));
        }
        finally
        {
            if (!demo.HasExited)
                demo.Kill(entireProcessTree: true);
        }
    }

    // Each thread's own children: whichever started them.
    private static List<ProcessIdentity> Children(int processId) =>
        [.. Directory.EnumerateDirectories($"/proc/{processId}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => ProcessIdentity.Of(int.Parse(id, CultureInfo.InvariantCulture))).OfType<ProcessIdentity>()];
}
