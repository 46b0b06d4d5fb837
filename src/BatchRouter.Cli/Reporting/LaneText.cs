using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Reporting;

/// <summary>Lanes for people.</summary>
internal static class LaneText
{
    private static readonly string[] Head =
        ["provider", "model", "lane", "jobs", "share", "late", "attempts", "spent", "all at once", "saved", "charged twice"];

    public static void Show(Screen screen, LaneReport report)
    {
        screen.Table("Lanes", Head, report.Lanes.Select(Row));
        screen.Say($"spent {Usd.Short(report.SpendUsd)}, all at once {Usd.Short(report.AllSyncUsd)}, saved {Usd.Short(report.SavedUsd)}; "
            + $"{report.DoubleCharges} charged twice, {Usd.Short(report.DoubleChargedUsd)}");
        if (report.Sides.Count > 0)
            screen.Table("Side jobs", Head, report.Sides.Select(Row));
        screen.Table(
            "Shipments",
            ["provider", "model", "shipments", "rows", "completed", "expired", "cancelled", "refused", "dropped", "open", "called back", "missing", "duplicate", "foreign", "late"],
            report.Shipments.Select(Row));
        screen.Table("Forecasts", ["from", "to", "jobs", "shipments", "promised", "kept"], report.Calibration.Deciles.Select(Row));
        screen.Say($"shipments done before their latest safe start: promised {Share(report.Calibration.Promised)}, kept {Share(report.Calibration.Kept)} of {report.Calibration.Jobs} jobs");
        var onTime = report.OnTime;
        screen.Say($"on time of {onTime.Jobs} jobs that began in batch or flex: promised {Share(onTime.Promised)}, kept {Share(onTime.Kept)}{(onTime.IsKept == false ? ": LESS THAN PROMISED" : "")}");
        screen.Say($"late: {string.Join(", ", report.LateByLane.Select(lane => $"{lane.Late} of {lane.Jobs} by {lane.Lane}"))}");
    }

    private static IReadOnlyList<string> Row(LaneLine line) =>
    [
        line.Provider, line.Model, line.Lane, Text(line.Jobs), Share(line.Share), Text(line.Late), Text(line.Attempts), Usd.Short(line.SpendUsd), Usd.Short(line.AllSyncUsd),
        Usd.Short(line.SavedUsd), $"{line.DoubleCharges}, {Usd.Short(line.DoubleChargedUsd)}",
    ];

    private static IReadOnlyList<string> Row(ShipmentEnds row) =>
    [
        row.Provider, row.Model, Text(row.Shipments), Text(row.Rows), Text(row.Completed), Text(row.Expired), Text(row.Cancelled), Text(row.Refused), Text(row.Dropped),
        Text(row.Open), Text(row.CalledBack), Text(row.Missing), Text(row.Duplicate), Text(row.Foreign), Text(row.Late),
    ];

    private static IReadOnlyList<string> Row(ForecastTenth tenth) =>
        [Share(tenth.From), Share(tenth.To), Text(tenth.Jobs), Text(tenth.Shipments), Share(tenth.Promised), Share(tenth.Kept)];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Share(double? share) => share?.ToString("0.0##%", CultureInfo.InvariantCulture) ?? "-";
}
