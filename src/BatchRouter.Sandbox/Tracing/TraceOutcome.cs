namespace BatchRouter.Sandbox.Tracing;

/// <summary>What one policy came to in one world.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Tally">Of its jobs.</param>
/// <param name="Forecasts">Of its shipments, if it forecasts.</param>
internal sealed record TraceOutcome(string Policy, TraceTally Tally, IReadOnlyList<Forecast> Forecasts);

/// <summary>One shipment's forecast, and what came.</summary>
/// <param name="Chance">G of the time from its departure to its latest safe start.</param>
/// <param name="CameInTime">Whether all of it was there by then.</param>
internal readonly record struct Forecast(double Chance, bool CameInTime);
