using BatchRouter.Rescuing;

namespace BatchRouter.Lanes;

/// <summary>Learns completion times anew from the shipments of the last two weeks: older ones would weigh less than a twentieth.</summary>
public sealed class CompletionRound(ICompletions completions, CompletionForecast forecast, RoundOptions options, TimeProvider clock) : IRound
{
    /// <summary>How far back shipments are looked at.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(14);

    public TimeSpan Every => options.CompletionsEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        forecast.Swap(CompletionBook.Learn(await completions.SinceAsync(now - Memory, now, stop), now));
        return false;
    }
}
