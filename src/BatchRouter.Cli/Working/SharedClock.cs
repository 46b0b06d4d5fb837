using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Cli.Working;

/// <summary>The time of a simulated provider, shared by those who work with it: one scale, and one start that everybody waits for.</summary>
internal static class SharedClock
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>A clock that begins to run faster when the provider's does.</summary>
    /// <param name="address">Its page about its clock.</param>
    /// <param name="stop">Ends the waiting for its start.</param>
    public static async Task<ScaledClock> JoinAsync(Uri address, CancellationToken stop)
    {
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var page = await http.GetFromJsonAsync<JsonElement>(address, stop);
        var clock = new ScaledClock(page.GetProperty("scale").GetDouble());
        if (!TryStart(clock, page))
            _ = FollowAsync(clock, address, http, stop);
        return clock;
    }

    private static async Task FollowAsync(ScaledClock clock, Uri address, HttpClient http, CancellationToken stop)
    {
        do
            await Task.Delay(LookEvery, stop);
        while (!TryStart(clock, await http.GetFromJsonAsync<JsonElement>(address, stop)));
        http.Dispose();
    }

    private static bool TryStart(ScaledClock clock, JsonElement page)
    {
        if (page.GetProperty("origin").GetString() is not { } origin)
            return false;
        clock.Start(DateTimeOffset.Parse(origin, CultureInfo.InvariantCulture));
        return true;
    }
}
