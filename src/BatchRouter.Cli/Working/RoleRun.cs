using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BatchRouter.Cli.Working;

/// <summary>A role's life as a process: start, say so, wait for the end, drain.</summary>
/// <param name="Ready">Printed on stdout when the role is up.</param>
/// <param name="ExitsWithStdin">End when stdin closes.</param>
/// <param name="DrainTime">What the host may take to stop; a little later the process ends whatever it waits for.</param>
internal sealed record RoleRun(string Ready, bool ExitsWithStdin, TimeSpan DrainTime)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<int> UntilToldAsync(IHost host, CancellationToken stop)
    {
        await host.StartAsync(stop);
        await Console.Out.WriteLineAsync(Ready);
        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, lifetime.ApplicationStopping);
        if (ExitsWithStdin)
            _ = EndWithStdinAsync(ended);
        await Task.Delay(Timeout.InfiniteTimeSpan, ended.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        using var late = ForcedExit.After(DrainTime + Patience, host.Services.GetRequiredService<TimeProvider>());
        await host.StopAsync(CancellationToken.None);
        return ExitCodes.Done;
    }

    private static async Task EndWithStdinAsync(CancellationTokenSource ended)
    {
        await Console.In.ReadToEndAsync(CancellationToken.None);
        await ended.CancelAsync();
    }
}
