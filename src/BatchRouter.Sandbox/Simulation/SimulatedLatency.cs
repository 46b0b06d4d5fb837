namespace BatchRouter.Sandbox.Simulation;

/// <summary>Log-normal thinking time, given by its median and its 99th percentile, plus a time per output token.</summary>
public sealed record SimulatedLatency(double MedianMs, double P99Ms, double PerOutputTokenMs = 0)
{
    private const double NormalQuantile99 = 2.3263478740408408;

    public static SimulatedLatency None { get; } = new(0, 0);

    internal TimeSpan DrawFrom(Chance chance, long outputTokens)
    {
        var spread = MedianMs > 0 ? Math.Log(Math.Max(P99Ms, MedianMs) / MedianMs) / NormalQuantile99 : 0;
        return TimeSpan.FromMilliseconds(MedianMs * Math.Exp(spread * chance.Normal()) + PerOutputTokenMs * outputTokens);
    }
}
