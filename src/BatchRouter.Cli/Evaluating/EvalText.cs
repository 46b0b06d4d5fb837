using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Evaluating;

/// <summary>The table for people.</summary>
internal static class EvalText
{
    public static void Show(Screen screen, EvalResult result)
    {
        screen.Table("measured", ["set", "regime", "metric", "value", "95%", "wanted", "random", "length only", "labels", "rows", "seconds"], result.Rows.Select(Cells));
        foreach (var row in result.Rows)
            screen.Say($"{row.Set}, {row.Regime}: {string.Join(", ", row.Details.Select(pair => $"{pair.Key} {Number(pair.Value)}"))}");
        foreach (var line in result.LeftOut)
            screen.Say($"left out: {line}");
        screen.Say(string.Create(CultureInfo.InvariantCulture, $"{result.Splitting}, seed {result.Seed}, {result.Seconds} s"));
    }

    private static IReadOnlyList<string> Cells(EvalRow row) =>
    [
        row.Set, row.Regime, row.Metric, Number(row.Value), $"{Number(row.Interval.Low)} to {Number(row.Interval.High)}", Number(row.Wanted), Number(row.Random),
        Number(row.LengthOnly), Whole(row.Labels), Whole(row.Scored), row.Seconds.ToString("F1", CultureInfo.InvariantCulture),
    ];

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
