namespace BatchRouter.Sandbox.Servers;

/// <summary>Waiting with a limit for what sends no signal: a foreign process, a port, another program's file.</summary>
internal static class Patience
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(25);

    /// <returns>Whether the condition came true within the limit.</returns>
    public static Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit, TimeProvider time, CancellationToken stop) =>
        UntilAsync(() => Task.FromResult(condition()), limit, time, stop);

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan, TimeProvider, CancellationToken)"/>
    public static async Task<bool> UntilAsync(Func<Task<bool>> condition, TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (!await condition())
        {
            if (time.GetElapsedTime(started) >= limit)
                return false;
            await Task.Delay(LookEvery, time, stop);
        }

        return true;
    }
}
