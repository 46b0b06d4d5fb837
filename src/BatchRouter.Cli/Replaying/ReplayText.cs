using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Replaying;

namespace BatchRouter.Cli.Replaying;

/// <summary>A replay for people.</summary>
internal static class ReplayText
{
    public static void Show(Screen screen, ReplayReport report)
    {
        screen.Table($"Policy {report.Policy} with catalogue {report.Catalog} over {report.Jobs} recorded jobs", ["what", "value"], Rows(report));
        foreach (var reason in report.NotReproducibleReasons)
            screen.Say($"not reproducible: {reason.Reason}: {reason.Count}");
        if (report.Pairs.Count > 0)
            screen.Table("Who is asked first", ["then", "now", "jobs"], report.Pairs.Select(pair => (IReadOnlyList<string>)[pair.From, pair.To, $"{pair.Jobs}"]));
        if (report.Changes.Count > 0)
            screen.Table("Jobs that change", ["job", "task", "then", "now", "reason", "cost then", "cost now"], report.Changes.Select(change => (IReadOnlyList<string>)
            [
                $"{change.Project}/{change.JobId}", change.Task, change.From, change.To, change.Reason, Money(change.CostThenUsd), Money(change.CostUsd),
            ]));
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(ReplayReport report) =>
    [
        ["decisions", $"{report.Decisions}: {report.Same} the same, {report.Changed} changed, {report.NotReproducible} not reproducible"],
        ["jobs whose first plan changes", $"{report.JobsChanged} of {report.Planned}"],
        ["expected cost", $"{Money(report.Cost.ExpectedUsd)}; then {Money(report.Cost.ExpectedThenUsd)} ({Signed(report.Cost.DifferenceUsd)}); spent {Money(report.Cost.SpentUsd)} ({Signed(report.Cost.DifferenceToSpentUsd)})"],
        ["plans slower than their time", $"{Share(report.Lateness.Share)}; then {Share(report.Lateness.ShareThen)}; {report.Lateness.LateRecorded} were late"],
        ["expected quality", $"{Interval(report.Quality.Expected)}; then {Interval(report.Quality.ExpectedThen)}; difference {Interval(report.Quality.Difference)}"],
        ["made of", $"{report.Quality.MadeOf}; {report.Quality.RecordedAnswers} answers"],
        ["nobody to ask at once", $"{report.WithoutPlan}"],
        .. report.UnknownVerdicts > 0 ? (IReadOnlyList<string>[])[["verdicts that nobody has", $"{report.UnknownVerdicts}"]] : [],
    ];

    private static string Interval(MeanInterval? mean) => mean is null
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{mean.Value:0.0000} [{mean.Low:0.0000}, {mean.High:0.0000}]");

    private static string Share(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Money(decimal usd) => "$" + usd.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Signed(decimal usd) => usd.ToString("+0.000000;-0.000000;0", CultureInfo.InvariantCulture);
}
