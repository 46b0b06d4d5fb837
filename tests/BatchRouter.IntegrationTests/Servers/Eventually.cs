using Xunit;

namespace BatchRouter.IntegrationTests.Servers;

/// <summary>Waits for what a server counts or does in its own time and tells nobody about.</summary>
public static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken stop)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < limit, $"It did not come true within {limit.TotalSeconds:0} s.");
            await Task.Delay(LookEvery, stop);
        }
    }
}
