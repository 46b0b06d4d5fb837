using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// Where the folders of this user's runs stand: BATCHROUTER_SANDBOX_HOME, or a folder named for the user under the temporary path.
/// What lies in it names processes to end, so nobody else may write there.
/// </summary>
[SupportedOSPlatform("linux")]
internal static class RunHome
{
    public const string Variable = "BATCHROUTER_SANDBOX_HOME";

    // Others pass through to the folder of their server, which they own; they neither list nor write.
    public const UnixFileMode PassThrough = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public static string PathFrom(Func<string, string?> environment) =>
        environment(Variable) is { Length: > 0 } named
            ? Path.GetFullPath(named)
            : Path.Combine(TemporaryPath(), $"batchrouter-{Posix.EffectiveUserId}");

    /// <summary>Makes the folder where it is not there yet.</summary>
    /// <exception cref="ServersUnavailableException">It is not ours alone.</exception>
    public static async Task OpenAsync(string path, CancellationToken stop)
    {
        if (!Directory.Exists(path))
            Directory.CreateDirectory(path, PassThrough);
        var owner = await ShortCommand.RunAsync(["stat", "-c", "%u", path], stop);
        if (owner.Output != $"{Posix.EffectiveUserId}" || (File.GetUnixFileMode(path) & WritableByOthers) != 0)
            throw new ServersUnavailableException(
                $"{path} belongs to another user or can be written by others, so it cannot hold private servers. "
                + $"Remove it, or name another folder in {Variable}.");
    }

    // On many systems /tmp lives in memory, where a commit costs nothing and a measured speed means nothing.
    private static string TemporaryPath()
    {
        const string onDisk = "/var/tmp";
        var temporary = Path.GetTempPath();
        return new DriveInfo(temporary).DriveFormat == "tmpfs" && Directory.Exists(onDisk) && new DriveInfo(onDisk).DriveFormat != "tmpfs"
            ? onDisk
            : temporary;
    }
}
