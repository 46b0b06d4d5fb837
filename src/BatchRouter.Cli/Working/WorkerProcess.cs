using System.Diagnostics;

namespace BatchRouter.Cli.Working;

/// <summary>A worker (or another role) as a process of its own, tied to this one by its stdin: it drains when this one ends, however it ends.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<string> _lastLines = new();

    private readonly string _readyLine;

    private WorkerProcess(Process process, string role) => (_process, _readyLine) = (process, $"batchrouter {role} ready");

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public Task Ready => _ready.Task;

    /// <summary>The last lines of its stderr.</summary>
    public string LastLines
    {
        get
        {
            lock (_lastLines)
                return string.Join('\n', _lastLines);
        }
    }

    /// <param name="arguments">What follows the role.</param>
    /// <param name="environment">Connection strings and keys.</param>
    /// <param name="log">Takes the worker's stderr, line by line.</param>
    /// <param name="role">The subcommand.</param>
    public static WorkerProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string>? log = null, string role = "worker")
    {
        var start = new ProcessStartInfo(Dotnet()) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(WorkerProcess).Assembly.Location, role, "--exit-with-stdin", .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var worker = new WorkerProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, role);
        worker.Listen(log);
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>SIGKILL: no drain, no goodbye.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(35));
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        _process.Dispose();
    }

    private void Listen(Action<string>? log)
    {
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == _readyLine)
                _ready.TrySetResult();
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            log?.Invoke(line.Data);
            lock (_lastLines)
            {
                _lastLines.Enqueue(line.Data);
                if (_lastLines.Count > 20)
                    _lastLines.Dequeue();
            }
        };
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException($"the worker ended before it was ready:\n{LastLines}"));
    }

    // The runtime that runs us, whether we were started as an executable or by dotnet.
    private static string Dotnet() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? Environment.ProcessPath!
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
}
