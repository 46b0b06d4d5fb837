namespace BatchRouter.Sandbox.Servers;

/// <summary>Things that are started together and are of no use apart.</summary>
internal static class AllOrNone
{
    /// <summary>Runs all of them at once. The first failure cancels the others, waits for them, and is the one that is thrown.</summary>
    public static async Task StartAsync(CancellationToken stop, params Func<CancellationToken, Task>[] starts)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = starts.Select(start => start(others.Token)).ToList();
        while (running.Count > 0)
        {
            var first = await Task.WhenAny(running);
            running.Remove(first);
            if (first.IsCompletedSuccessfully)
                continue;
            await others.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await first;
        }
    }
}
