using System.Diagnostics;
using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>What a private server is started with. <paramref name="Folder"/> is its own, and its working folder.</summary>
internal sealed record ServerCommand(
    string Name, UnixUser? User, string Folder, IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> Command);

/// <summary>
/// One private server. It runs in a session of its own, so that Ctrl-C at the terminal reaches only its owner,
/// which drains first and ends the servers last.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ServerProcess
{
    private const int LogTailLines = 25;

    // The shell writes its own line of /proc before it becomes the server: no moment is without a record. It keeps its process id,
    // and so its start time, through setsid, setpriv and the server's own start script.
    private const string RecordThenBecome =
        "read -r stat </proc/self/stat && echo \"$stat\" >\"$1\" || exit 70; log=$2; shift 2; exec \"$@\" </dev/null >>\"$log\" 2>&1";

    private readonly Process _process;
    private readonly ProcessIdentity? _identity;
    private readonly string _log;

    private ServerProcess(Process process, string log)
    {
        _process = process;
        _identity = ProcessIdentity.Of(process.Id);
        _log = log;
    }

    public bool HasEnded => _process.HasExited;

    public static ServerProcess Start(RunFolder run, ServerCommand server)
    {
        var log = run.LogFile(server.Name);
        var start = new ProcessStartInfo("setsid", [
            "sh", "-c", RecordThenBecome, "sh", run.ProcessFile(server.Name), log,
            .. server.User?.Prefix ?? [], .. server.Command])
        {
            WorkingDirectory = server.Folder,
        };
        ServerEnvironment.Replace(start, server.Environment);
        return new ServerProcess(Process.Start(start)!, log);
    }

    /// <summary>Waits until the probe succeeds.</summary>
    /// <exception cref="ServersUnavailableException">The server ended or the limit passed; the message ends with the tail of its log.</exception>
    public async Task WaitUntilReadyAsync(
        string what, Func<CancellationToken, Task> probe, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        try
        {
            await Readiness.WaitAsync(what, probe, () => HasEnded, limit, time, stop);
        }
        catch (ServersUnavailableException failure)
        {
            throw new ServersUnavailableException($"{failure.Message} The end of its log:{Environment.NewLine}{LogTail()}", failure);
        }
    }

    /// <summary>Sends each signal in turn until the process has ended.</summary>
    public async Task EndAsync(IReadOnlyList<EndStep> steps, TimeProvider time, CancellationToken stop)
    {
        if (_identity is not null && !await _identity.EndAsync(steps, time, stop))
            throw new InvalidOperationException($"Process {_identity.ProcessId} does not end.");
    }

    /// <summary>Sends one signal and waits for nothing: for an owner that is itself about to end.</summary>
    public void Send(Signal signal)
    {
        if (_identity is not null && _identity.IsAlive())
            Posix.Send(signal, _identity.ProcessId);
    }

    private string LogTail() =>
        File.Exists(_log) ? string.Join(Environment.NewLine, File.ReadLines(_log).TakeLast(LogTailLines)) : "(it wrote none)";
}
