using System.Diagnostics;
using System.Text.Json;
using BatchRouter.Cli;

namespace BatchRouter.IntegrationTests.Cli;

/// <summary>Runs the program as its users do: as a process, by its arguments and its environment.</summary>
internal sealed class CommandProcess(IReadOnlyDictionary<string, string> environment)
{
    public async Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, string stdin, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(ExitCodes).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            var (stdout, stderr) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
            await process.StandardInput.WriteAsync(stdin.AsMemory(), stop);
            process.StandardInput.Close();
            await process.WaitForExitAsync(stop);
            return new CommandResult(process.ExitCode, await stdout, await stderr);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    public Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken stop) => RunAsync(arguments, "", stop);
}

/// <summary>What a command said and how it ended.</summary>
internal sealed record CommandResult(int Code, string Stdout, string Stderr)
{
    /// <summary>The one object on stdout; anything beside it is a fault.</summary>
    public JsonElement Json => JsonElement.Parse(Stdout);
}
