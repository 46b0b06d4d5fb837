using System.Diagnostics;

namespace BatchRouter.Sandbox.Servers;

/// <summary>A program that runs to its end while we wait: id, initdb, apt-get.</summary>
internal static class ShortCommand
{
    public sealed record Result(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;
    }

    /// <summary>Runs the command and gathers what it wrote, trimmed. A program that is not there has exit code 127, as in a shell.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="stop">Ends the program and whatever it started.</param>
    /// <param name="environment">When given, the whole environment; otherwise ours.</param>
    /// <param name="folder">The working folder; ours by default.</param>
    public static async Task<Result> RunAsync(
        IReadOnlyList<string> command, CancellationToken stop, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        if (environment is not null)
            ServerEnvironment.Replace(start, environment);

        using var process = TryStart(start);
        if (process is null)
            return new Result(127, $"{command[0]} is not installed");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(stop);
        var errors = process.StandardError.ReadToEndAsync(stop);
        try
        {
            await process.WaitForExitAsync(stop);
            return new Result(process.ExitCode, $"{await output}\n{await errors}".Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
