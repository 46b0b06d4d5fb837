namespace BatchRouter.Postgres.Connecting;

/// <summary>Asks again until a fault that passes has passed: a message must not end in the error queue because Postgres restarts.</summary>
internal static class Outlasting
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, TimeProvider clock, CancellationToken stop)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await ask();
            }
            catch (Exception fault) when (PassingFaults.IsPassing(fault) && !stop.IsCancellationRequested)
            {
                await Task.Delay(pause, clock, stop);
            }
        }
    }
}
