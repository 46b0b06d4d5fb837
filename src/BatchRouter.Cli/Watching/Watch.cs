using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Watching;

/// <summary>Looks at a group again and again.</summary>
internal sealed class Watch(JobReader reader, GroupOutlook outlook, string group, long? total, Screen screen, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    // A look at a large group takes its time: the database rests four times as long.
    private const int RestPerLook = 4;

    public async Task<WatchResult> LookAsync(CancellationToken stop) =>
        WatchResult.Of(group, total, await reader.CountAsync(group, stop), await outlook.LookAsync(group, stop));

    public async Task<WatchResult> UntilEndedAsync(CancellationToken stop)
    {
        var result = default(WatchResult);
        await new Bars(screen, clock).ShowAsync(group, async progress =>
        {
            while (true)
            {
                var started = clock.GetTimestamp();
                result = await LookAsync(stop);
                progress(result.Ended, total ?? Math.Max(1, result.Known), result.InWords());
                if (result.Done)
                    return;
                var rest = clock.GetElapsedTime(started) * RestPerLook;
                await Task.Delay(rest > LookEvery ? rest : LookEvery, clock, stop);
            }
        });
        return result!;
    }
}
