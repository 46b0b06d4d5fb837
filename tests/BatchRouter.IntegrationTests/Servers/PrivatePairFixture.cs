using System.Runtime.Versioning;
using BatchRouter.Sandbox.Servers;
using Xunit;

namespace BatchRouter.IntegrationTests.Servers;

/// <summary>A pair from installed programs that one class may stop and start as it likes; null where the programs are not installed.</summary>
[SupportedOSPlatform("linux")]
public sealed class PrivatePairFixture(ServersFixture shared) : IAsyncLifetime
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), $"batchrouter-test-{Guid.NewGuid():N}");
    private List<ProcessIdentity> _processes = [];

    internal InstalledPair? Pair { get; private set; }

    internal RunFolder? Run { get; private set; }

    internal IReadOnlyList<ProcessIdentity> Processes => _processes;

    public async ValueTask InitializeAsync()
    {
        // The shared pair comes first: where programs are missing and may be installed, it installs them.
        await shared.ServersAsync();
        var programs = InstalledPrograms.Find();
        if (!OperatingSystem.IsLinux() || programs.MissingPackages.Count > 0)
            return;
        await RunHome.OpenAsync(_home, CancellationToken.None);
        Run = RunFolder.Create(_home);
        Pair = await InstalledPair.StartAsync(programs, Run, TimeProvider.System, CancellationToken.None);
        Remember();
    }

    internal void Remember()
    {
        var recorded = Directory.EnumerateFiles(Run!.Path, "*" + RunFolder.ProcessExtension);
        _processes = [.. recorded.Select(file => ProcessIdentity.Parse(File.ReadAllText(file), out _)!)];
    }

    public async ValueTask DisposeAsync()
    {
        if (Pair is null)
            return;
        Remember();
        await Pair.DisposeAsync();
        Assert.Equal(3, _processes.Count);
        Assert.All(_processes, process => Assert.False(process.IsAlive(), $"{process} outlived its owner's DisposeAsync"));
        Assert.False(Directory.Exists(Run!.Path));
        Directory.Delete(_home);
    }
}
