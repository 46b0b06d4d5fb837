using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// Ends what killed runs left behind: their owner is dead, so nobody else will. Processes are known by id and start time,
/// never by name; a process that merely has a recorded id is left alone.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Leftovers(string home, Action<string> say, TimeProvider time)
{
    public async Task EndAsync(CancellationToken stop)
    {
        foreach (var folder in Directory.EnumerateDirectories(home, "run-*"))
            if (RunRecord.Read(folder)?.StateNow() is { } state and (RunState.OwnerDead or RunState.BeforeBoot))
                await EndAsync(new RunFolder(folder), state, stop);
    }

    private async Task EndAsync(RunFolder run, RunState state, CancellationToken stop)
    {
        try
        {
            var ended = state == RunState.OwnerDead ? await EndProcessesAsync(run, stop) : [];
            ended = [.. ended, .. await RemoveContainersAsync(run, stop)];
            await run.DeleteAsync(time, stop);
            say($"removed what {run.Id} left behind when it was killed: {(ended.Count == 0 ? "files only" : string.Join(", ", ended))}");
        }
        catch (Exception gone) when (gone is DirectoryNotFoundException or FileNotFoundException)
        {
            // Another run that started just now does the same, and was faster here.
        }
    }

    private async Task<IReadOnlyList<string>> EndProcessesAsync(RunFolder run, CancellationToken stop)
    {
        var ended = new List<string>();
        foreach (var file in Directory.EnumerateFiles(run.Path, "*" + RunFolder.ProcessExtension))
        {
            if (ProcessIdentity.Parse(await File.ReadAllTextAsync(file, stop), out _) is not { } process || !process.IsAlive())
                continue;
            // What the file is called says how to end it; which process it is, only the id and the start time say.
            var server = Path.GetFileNameWithoutExtension(file);
            if (!await process.EndAsync(server == PrivatePostgres.Name ? PrivatePostgres.Discard : PrivateRabbitMq.Discard, time, stop))
                throw new ServersUnavailableException($"Process {process.ProcessId} ({server}), left behind by {run.Path}, does not end.");
            ended.Add($"{server} ({process.ProcessId})");
        }

        return ended;
    }

    // Testcontainers' own reaper removes them too, unless it is switched off: a container that is gone is no error.
    private static async Task<IReadOnlyList<string>> RemoveContainersAsync(RunFolder run, CancellationToken stop)
    {
        var removed = new List<string>();
        foreach (var file in Directory.EnumerateFiles(run.Path, "*" + RunFolder.ContainerExtension))
            if (DockerEngine.FromEnvironment() is { } engine && await engine.RemoveContainerAsync(await File.ReadAllTextAsync(file, stop), stop))
                removed.Add($"container {Path.GetFileNameWithoutExtension(file)}");
        return removed;
    }
}
