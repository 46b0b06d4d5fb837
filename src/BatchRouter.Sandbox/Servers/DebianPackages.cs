using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// Way (d): the programs that are missing, from Debian's or Ubuntu's own packages. Only the programs are wanted: while apt-get runs,
/// no service may start and no main cluster may be made.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class DebianPackages(Action<string> say)
{
    private const string AptGet = "/usr/bin/apt-get";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Null when packages can be installed here; otherwise why not.</summary>
    public static string? WhyNot() =>
        !File.Exists("/etc/debian_version") || !File.Exists(AptGet) ? "apt-get: this is neither Debian nor Ubuntu"
        : !Posix.IsRoot ? "apt-get: this is not root"
        : null;

    /// <exception cref="ServersUnavailableException">apt-get failed; the message has its last lines.</exception>
    public async Task InstallAsync(IReadOnlyList<string> packages, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Limit);
        say($"installing with apt-get: {string.Join(" ", packages)} (no service is started)");
        using var noServices = TemporaryFile.Create(
            "/usr/sbin/policy-rc.d", "#!/bin/sh\n# Written while BatchRouter installs packages: no service starts.\nexit 101\n", executable: true);
        using var noCluster = TemporaryFile.Create(
            "/etc/postgresql-common/createcluster.d/batchrouter-sandbox.conf", "create_main_cluster = false\n");
        await RunAsync(["update"], patience.Token);
        await RunAsync(["install", "-y", "--no-install-recommends", .. packages], patience.Token);
        say($"installed: {string.Join(" ", packages)}");
    }

    private static async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        const int linesShown = 15;
        var environment = new Dictionary<string, string>(ServerEnvironment.At("/root")) { ["DEBIAN_FRONTEND"] = "noninteractive" };
        var result = await ShortCommand.RunAsync([AptGet, "-q", "-o", "DPkg::Lock::Timeout=120", .. arguments], stop, environment);
        if (!result.Succeeded)
            throw new ServersUnavailableException(
                $"apt-get {arguments[0]} failed with exit code {result.ExitCode}:{Environment.NewLine}"
                + string.Join(Environment.NewLine, result.Output.Split('\n').TakeLast(linesShown)));
    }

    /// <summary>A file that stands for a while, with the folders it needs. One that is there already stays as it is.</summary>
    private sealed class TemporaryFile : IDisposable
    {
        private readonly string? _path;
        private readonly string? _folder;

        private TemporaryFile(string? path, string? folder) => (_path, _folder) = (path, folder);

        public static TemporaryFile Create(string path, string text, bool executable = false)
        {
            // Ours, left by a run that was killed here, is removed at the end as if it had been written now.
            if (File.Exists(path) && File.ReadAllText(path) != text)
                return new TemporaryFile(null, null);
            var folder = Path.GetDirectoryName(path)!;
            var made = !Directory.Exists(folder);
            Directory.CreateDirectory(folder);
            File.WriteAllText(path, text);
            if (executable)
                File.SetUnixFileMode(path, RunHome.PassThrough | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            return new TemporaryFile(path, made ? folder : null);
        }

        public void Dispose()
        {
            if (_path is not null)
                File.Delete(_path);
            // A package may have put its own files there meanwhile.
            if (_folder is not null && Directory.Exists(_folder) && !Directory.EnumerateFileSystemEntries(_folder).Any())
                Directory.Delete(_folder);
        }
    }
}
