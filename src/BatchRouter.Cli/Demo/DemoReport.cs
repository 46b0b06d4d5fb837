using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Demo;

/// <summary>A demo's result for people.</summary>
internal static class DemoReport
{
    public static Action<Screen> For(DemoResult result) => screen =>
    {
        screen.Table("The main job, on a simulated provider", ["what", "value"], Rows(result));
        foreach (var difference in result.Differences ?? [])
            screen.Say(difference);
    };

    private static IEnumerable<IReadOnlyList<string>> Rows(DemoResult result) =>
    [
        ["jobs settled", $"{result.Settled} of {result.Jobs}, {result.Rejected} rejected, {result.Lost} lost, {result.Late} late"],
        ["escalated", $"{result.Escalated}; strongest model asked for {Percent(result.StrongShare)}"],
        ["answered by", string.Join(", ", result.AnsweredBy.Select(pair => $"{pair.Key} {pair.Value}"))],
        ["accuracy", $"{Percent(result.Accuracy)} (always strongest {Percent(result.AlwaysStrongAccuracy)}, cheapest {Percent(result.AlwaysWeakAccuracy)}, longest to strongest {Percent(result.LengthOnlyAccuracy)})"],
        ["spend", $"{Money(result.SpendUsd)}, always strongest {Money(result.AlwaysStrongUsd)}: {result.SavedPercent.ToString("0.0", CultureInfo.InvariantCulture)}% saved"],
        ["the provider's bill", $"{Money(result.BillUsd)}; held as unknown {Money(result.UnknownUsd)}; ledger {(result.LedgerMatchesBill ? "matches" : "DIFFERS")}"],
        .. result is { BudgetUsd: { } budget, PeakUsd: { } peak, OverspentUsd: { } overspent }
            ? (IReadOnlyList<string>[])[["budget", $"{Money(budget)}; posted and held never more than {Money(peak)}; overspent {Money(overspent)}"]]
            : [],
        .. result is { Lanes: { } lanes, AllSyncUsd: { } allSync, ShareOfAllSync: { } share }
            ? (IReadOnlyList<string>[])[["lanes", $"{string.Join(", ", lanes.Select(pair => $"{pair.Key} {Percent(pair.Value)}"))}; {Percent(share)} of {Money(allSync)} all sync; {result.Shipments} shipments"]]
            : [],
        .. result.Replay is { } replay ? (IReadOnlyList<string>[])[["replay", Replay(replay)]] : [],
        .. result.Experiment is { } experiment ? Experiment(experiment) : [],
        ["audit", result.AuditDifferences == 0 ? "clean" : $"{result.AuditDifferences} DIFFERENCES"],
        ["speed", $"{result.JobsPerSecond.ToString("0", CultureInfo.InvariantCulture)} jobs/s, {result.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s{(result.Kills == 0 ? "" : $", {result.Kills} workers killed")}"],
        ["servers", result.Servers],
    ];

    private static string Replay(DemoReplayResult replay)
    {
        var (same, other) = (replay.SamePolicy, replay.OtherPolicy);
        return $"{same.Same} of {same.Decisions} decisions the same again; policy '{other.Policy}' changes {other.JobsChanged} of {other.Planned} jobs, expected cost {Money(other.Cost.ExpectedUsd)} instead of {Money(other.Cost.ExpectedThenUsd)}";
    }

    private static IEnumerable<IReadOnlyList<string>> Experiment(DemoExperimentResult result) =>
    [
        .. result.Arms.Select(arm => (IReadOnlyList<string>)[$"{arm.Experiment} / {arm.Arm}", $"{arm.Jobs} jobs, {Percent(arm.Share)}, wanted {Percent(arm.ExpectedShare)}"]),
        ["shadows", $"{result.ShadowJobs}, {Money(result.ShadowUsd)} booked apart, agreement {Agreement(result.ShadowAgreement)}"],
        ["audits of answers", $"{result.AuditJobs}, {Money(result.AuditUsd)} booked apart, agreement {Agreement(result.AuditAgreement)}"],
        ["kept apart", $"shares {(result.SharesOk ? "within sampling error" : "OFF")}, {result.Mixed} answers mixed, {result.OpenSides} side jobs open"],
    ];

    private static string Agreement(Reporting.Mean mean) => mean.Value is { } value ? $"{Percent(value)} of {mean.Count}" : "of none";

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string Money(decimal usd) => "$" + usd.ToString("0.000000", CultureInfo.InvariantCulture);
}
