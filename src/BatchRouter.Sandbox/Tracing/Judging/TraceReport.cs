using BatchRouter.Sandbox.Tracing.Policies;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Sandbox.Tracing.Judging;

/// <summary>Every policy on one trace.</summary>
/// <param name="Trace">Its name.</param>
/// <param name="Jobs">How many.</param>
/// <param name="Policies">In the order of the table.</param>
/// <param name="Calibration">Of the forecasts of ours.</param>
/// <param name="Promised">The mean forecast of all shipments of ours.</param>
/// <param name="Kept">The share of them that came in time.</param>
/// <param name="Bars">Of ours; none on the harsh mix.</param>
public sealed record TraceReport(
    string Trace, int Jobs, IReadOnlyList<PolicyRow> Policies, IReadOnlyList<CalibrationDecile> Calibration, double Promised, double Kept,
    IReadOnlyList<TraceBar> Bars)
{
    public static string NameOf(TraceKind kind) => kind.ToString().ToLowerInvariant();

    /// <param name="kind">Which month.</param>
    /// <param name="jobs">In all.</param>
    /// <param name="days">How many, at least 4.</param>
    /// <param name="seed">Of all chance.</param>
    public static TraceReport Of(TraceKind kind, int jobs, int days, ulong seed)
    {
        var (workload, world) = (TraceWorkload.Of(kind, jobs, days, seed), TraceWorld.Of(kind, days, seed));
        var outcomes = LanePolicies.All(world).Select(policy => TraceRun.Of(policy, workload, world)).ToDictionary(outcome => outcome.Policy);
        var clairvoyant = outcomes[LanePolicies.Clairvoyant];
        var rows = outcomes.Values.Select(outcome => PolicyRow.Of(outcome, clairvoyant)).ToList();
        var forecasts = outcomes[LanePolicies.Ours].Forecasts;
        return new TraceReport(
            NameOf(kind), jobs, rows, CalibrationDecile.Of(forecasts), MeanOf(forecasts, one => one.Chance), MeanOf(forecasts, one => one.CameInTime ? 1 : 0),
            [.. TraceBar.Of(kind, rows.Single(row => row.Policy == LanePolicies.Ours))]);
    }

    private static double MeanOf(IReadOnlyList<Forecast> forecasts, Func<Forecast, double> value) =>
        forecasts.Count == 0 ? 0 : Math.Round(forecasts.Average(value), 4);
}
