using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Sandbox.Tracing.Judging;
using BatchRouter.Sandbox.Tracing.World;

namespace BatchRouter.Cli.Simulating;

/// <summary>Runs every trace, and shows the table.</summary>
internal sealed class LanesRun(Screen screen, TimeProvider clock)
{
    private static readonly string[] Head =
        ["trace", "policy", "share of all-sync", "x clairvoyant", "misses", "miss share", "misses in blackouts", "batch", "sync", "charged twice", "shipments"];

    public LanesResult Run(int jobs, int days, ulong seed, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        // Each month is a world of its own.
        var traces = Enum.GetValues<TraceKind>().AsParallel().AsOrdered().WithCancellation(stop).Select(kind => TraceReport.Of(kind, jobs, days, seed)).ToList();
        var result = new LanesResult { Seed = seed, Days = days, Traces = traces, Seconds = Math.Round(clock.GetElapsedTime(began).TotalSeconds, 1) };
        screen.Result(result, _ => Show(result));
        return result;
    }

    private void Show(LanesResult result)
    {
        screen.Table("lanes", Head, result.Traces.SelectMany(trace => trace.Policies.Select(row => Cells(trace.Trace, row))));
        screen.Table(
            "forecasts of ours", ["trace", "forecast", "shipments", "promised", "kept"],
            result.Traces.SelectMany(trace => trace.Calibration.Select(decile => Cells(trace.Trace, decile))));
        foreach (var trace in result.Traces)
            screen.Say($"{trace.Trace}: in time {Text(trace.Kept)} of shipments, forecast {Text(trace.Promised)}");
        foreach (var bar in result.Traces.SelectMany(trace => trace.Bars))
            screen.Say($"{bar.Trace}: {bar.What} {Text(bar.Measured)}, wanted at most {Text(bar.AtMost)}{(bar.IsMet ? "" : ", MISSED")}");
        screen.Say($"{Text(result.Seconds)} s");
    }

    private static string[] Cells(string trace, PolicyRow row) =>
    [
        trace, row.Policy, Text(row.ShareOfAllSync), Text(row.TimesClairvoyant), Text(row.Misses), Text(row.MissShare), Text(row.MissesInBlackouts),
        Text(row.BatchShare), Text(row.SyncShare), Text(row.ChargedTwice), Text(row.Shipments),
    ];

    private static string[] Cells(string trace, CalibrationDecile decile) =>
        [trace, $"{Text(decile.From)} to {Text(decile.To)}", Text(decile.Shipments), Text(decile.Promised), Text(decile.Kept)];

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
