using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// The folder of one run: run.json, one subfolder and one log per server, and one small file per process or container,
/// written before that process becomes the server, so that a run killed at any moment leaves nothing unrecorded.
/// </summary>
internal sealed class RunFolder(string path)
{
    public const string ProcessExtension = ".process";
    public const string ContainerExtension = ".container";
    private const int DeleteTries = 20;
    private static readonly TimeSpan BetweenDeletes = TimeSpan.FromMilliseconds(100);

    public string Path { get; } = path;

    /// <summary>Names the run where one name must serve for all of the machine, as in container labels.</summary>
    public string Id => System.IO.Path.GetFileName(Path);

    [SupportedOSPlatform("linux")]
    public static RunFolder Create(string home)
    {
        var path = System.IO.Path.Combine(home, $"run-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        // Made under another name first: a run's folder is never seen without its record.
        var unborn = $"{path}.new";
        Directory.CreateDirectory(unborn, RunHome.PassThrough);
        RunRecord.OfThisProcess().Write(unborn);
        Directory.Move(unborn, path);
        return new RunFolder(path);
    }

    public string ProcessFile(string server) => System.IO.Path.Combine(Path, server + ProcessExtension);

    public string LogFile(string server) => System.IO.Path.Combine(Path, server + ".log");

    public void RecordContainer(string server, string containerId) =>
        File.WriteAllText(System.IO.Path.Combine(Path, server + ContainerExtension), containerId);

    /// <summary>Makes a server's own folder, readable by its user alone.</summary>
    [SupportedOSPlatform("linux")]
    public string MakeServerFolder(string server, UnixUser? user)
    {
        var folder = System.IO.Path.Combine(Path, server);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (user is not null)
            Posix.ChangeOwner(folder, user);
        return folder;
    }

    /// <summary>Writes a file that only the server's user can read, since most hold a password.</summary>
    [SupportedOSPlatform("linux")]
    public static string WriteServerFile(string folder, string name, string text, UnixUser? user)
    {
        var file = System.IO.Path.Combine(folder, name);
        using (var writer = new StreamWriter(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
            writer.Write(text);
        if (user is not null)
            Posix.ChangeOwner(file, user);
        return file;
    }

    /// <summary>Deletes all of it. A server's helper processes end a moment after it and may still write: hence the tries.</summary>
    public async Task DeleteAsync(TimeProvider time, CancellationToken stop)
    {
        for (var left = DeleteTries; ; left--)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (left > 0)
            {
                await Task.Delay(BetweenDeletes, time, stop);
            }
        }
    }
}
