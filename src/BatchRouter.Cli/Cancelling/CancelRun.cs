using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Cancelling;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Cancelling;

/// <summary>Tells the workers, wakes what waits, and looks until all has ended.</summary>
internal sealed class CancelRun(GroupCancellation cancellation, JobReader reader, string group, Screen screen, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    public async Task<CancelResult> RunAsync(bool waits, CancellationToken stop)
    {
        await cancellation.TellAsync(group, stop);
        if (!waits)
            return await TurnAsync(stop);
        var result = default(CancelResult);
        await new Bars(screen, clock).ShowAsync(group, async progress =>
        {
            while (true)
            {
                result = await TurnAsync(stop);
                var ended = result.Cancelled + result.Settled + result.Rejected;
                progress(ended, Math.Max(1, ended + result.Open), $"cancelled {result.Cancelled}, settled {result.Settled}, spent {Usd.Show(result.SpendNanoUsd)}");
                if (result.Open == 0)
                    return;
                await Task.Delay(LookEvery, clock, stop);
            }
        });
        return result!;
    }

    // Jobs may begin to wait meanwhile: they are woken again and again.
    private async Task<CancelResult> TurnAsync(CancellationToken stop)
    {
        await cancellation.WakeAsync(group, clock.GetUtcNow(), stop);
        return CancelResult.Of(group, await reader.CountAsync(group, stop));
    }
}
