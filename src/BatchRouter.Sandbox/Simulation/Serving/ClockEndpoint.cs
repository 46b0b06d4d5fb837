using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>The provider's clock: whoever shares its time asks here for scale and origin, and whoever begins the run starts it.</summary>
internal sealed class ClockEndpoint(ScaledClock clock)
{
    public Task ShowAsync(HttpContext http) => WireJson.WriteAsync(http, new
    {
        clock.Scale,
        Started = clock.Origin is not null,
        Origin = clock.Origin?.ToString("O", CultureInfo.InvariantCulture),
    });

    /// <summary>Once; a second start changes nothing and tells the first origin.</summary>
    public Task StartAsync(HttpContext http)
    {
        clock.Start(clock.RealNow());
        return ShowAsync(http);
    }
}
