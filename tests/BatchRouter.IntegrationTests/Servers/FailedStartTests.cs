using System.Runtime.Versioning;
using BatchRouter.Sandbox.Servers;
using Xunit;

namespace BatchRouter.IntegrationTests.Servers;

[SupportedOSPlatform("linux")]
public sealed class FailedStartTests(ServersFixture shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitUntilReadyAsync_TheServerEnds_ShowsTheTailOfItsLog()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Private servers are started on Linux only.");
        var home = Directory.CreateTempSubdirectory("batchrouter-test-").FullName;
        var run = RunFolder.Create(home);
        var server = ServerProcess.Start(run, new ServerCommand(
            "broken", User: null, home, ServerEnvironment.At(home), ["sh", "-c", "echo 'FATAL: out of everything' >&2; exit 3"]));

        var failure = await Assert.ThrowsAsync<ServersUnavailableException>(() => server.WaitUntilReadyAsync(
            "The broken server", _ => throw new IOException("nobody listens"), TimeSpan.FromSeconds(30), TimeProvider.System, Stop));

        Assert.Contains("The broken server ended while starting", failure.Message, StringComparison.Ordinal);
        Assert.Contains("FATAL: out of everything", failure.Message, StringComparison.Ordinal);
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task StartAsync_CancelledWhileStarting_LeavesNoProcessAndNoFolder()
    {
        // Where programs are missing and may be installed, the shared pair installs them.
        await shared.ServersAsync();
        var programs = InstalledPrograms.Find();
        Assert.SkipWhen(!OperatingSystem.IsLinux() || programs.MissingPackages.Count > 0, "PostgreSQL and RabbitMQ are not installed here.");
        var home = Path.Combine(Path.GetTempPath(), $"batchrouter-test-{Guid.NewGuid():N}");
        await RunHome.OpenAsync(home, Stop);
        var run = RunFolder.Create(home);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var starting = InstalledPair.StartAsync(programs, run, TimeProvider.System, cancelled.Token);
        await Eventually.IsTrueAsync(() => Task.FromResult(Recorded(run).Count == 3), TimeSpan.FromSeconds(30), Stop);
        var processes = Recorded(run);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        Assert.All(processes, process => Assert.False(process.IsAlive()));
        Assert.False(Directory.Exists(run.Path));
        Directory.Delete(home);
    }

    private static List<ProcessIdentity> Recorded(RunFolder run) =>
        [.. Directory.EnumerateFiles(run.Path, "*" + RunFolder.ProcessExtension)
            .Select(file => ProcessIdentity.Parse(File.ReadAllText(file), out _)).OfType<ProcessIdentity>()];
}
