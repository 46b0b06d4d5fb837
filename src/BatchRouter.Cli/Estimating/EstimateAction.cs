using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Worker.Configuring;

namespace BatchRouter.Cli.Estimating;

/// <summary>One <c>estimate</c> from its command line to its last word.</summary>
internal sealed class EstimateAction(Screen screen, TimeProvider clock)
{
    public async Task<int> RunAsync(SubmitSettings settings, FileInfo catalog, FileInfo policy, string? postgres, CancellationToken stop)
    {
        if (settings.Path != "-")
            return await RunAsync(settings, new FileInfo(settings.Path), catalog, policy, postgres, stop);
        using var spool = await StdinSpool.ReadAsync(Console.OpenStandardInput(), stop);
        return await RunAsync(settings, spool.File, catalog, policy, postgres, stop);
    }

    private async Task<int> RunAsync(SubmitSettings settings, FileInfo lines, FileInfo catalog, FileInfo policy, string? postgres, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var router = new ConfigurationSource(catalog, policy).Read().Load();
        var source = EstimateSource.Of(settings, router.Policy.Projects.First(), lines, now);
        var view = await WorkerView.ReadAsync(postgres, now, stop);
        var result = await new EstimateRun(source, router, view, screen, clock).RunAsync(now, stop);
        screen.Result(result, target => EstimateText.Show(target, result));
        if (result.Invalid == 0 || settings.SkipInvalid)
            return ExitCodes.Done;
        screen.Say($"{result.Invalid} of {result.Found} are invalid: submit would publish nothing; --skip-invalid publishes the rest, which is what stands here");
        return ExitCodes.Configuration;
    }
}
