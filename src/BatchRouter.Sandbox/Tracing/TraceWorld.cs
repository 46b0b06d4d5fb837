using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>What every policy meets alike.</summary>
/// <param name="Weather">When providers stand still.</param>
/// <param name="Times">How long batches take.</param>
/// <param name="Seed">Of all chance.</param>
internal sealed record TraceWorld(TraceWeather Weather, BatchTimes Times, ulong Seed)
{
    public static TraceWorld Of(TraceKind kind, int days, ulong seed)
    {
        var weather = TraceWeather.Of(kind, days, seed);
        return new TraceWorld(weather, new BatchTimes(weather, seed), seed);
    }
}
