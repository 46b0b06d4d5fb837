using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Learning;

namespace BatchRouter.Cli.Training;

/// <summary>Training, versions and rollbacks for people.</summary>
internal static class TrainText
{
    public static void Show(Screen screen, TrainResult result)
    {
        var read = result.Read;
        screen.Say(result.Source == "stored"
            ? $"{result.Task}: {read.Jobs} jobs; judged by users {read.ByUsers}, by audits {read.ByAudits}; confidences {read.Confidences}, vetoed {read.Vetoed}"
            : $"{result.Task}: {read.Jobs} lines of {result.Source}");
        Show(screen, "quality", result.Quality, result.DryRun);
        foreach (var model in result.Quality?.ByModel ?? [])
            screen.Say($"  {model.Model}: calibration error {Three(model.CalibrationError)}");
        foreach (var gain in result.Quality?.Gains ?? [])
            screen.Say($"  gain of {gain.Stronger} over {gain.Weaker}: {Three(gain.Deciles[1])} (10%) … {Three(gain.Deciles[5])} (half) … {Three(gain.Deciles[9])} (90%)");
        Show(screen, "confidence", result.Confidence, result.DryRun);
        if (result.Confidence?.CalibrationErrorBefore is { } before)
            screen.Say($"  calibration error with the default weights: {Three(before)}");
    }

    public static void Show(Screen screen, IReadOnlyList<VersionResult> versions) => screen.Table(
        "Versions",
        ["version", "task", "kind", "in use", "examples", "calibration error", "trained", "switched by"],
        versions.Select(version => (IReadOnlyList<string>)
        [
            version.Version.ToString(CultureInfo.InvariantCulture),
            version.Task,
            version.Kind,
            version.Active ? "yes" : "",
            version.Examples.ToString(CultureInfo.InvariantCulture),
            version.Summary?["calibration_error"] is { } error ? Three(error.GetValue<double>()) : "",
            version.TrainedAt.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture),
            version.SwitchedBy ?? "",
        ]));

    public static void Show(Screen screen, IReadOnlyList<LearnedSwitch> switches)
    {
        foreach (var one in switches)
            screen.Say($"{one.Task}, {one.Kind}: {Name(one.FromVersion)} -> {Name(one.ToVersion)}");
    }

    private static void Show(Screen screen, string kind, KindResult? result, bool isDry)
    {
        if (result is null)
            return;
        screen.Say(result.Outcome == KindResult.Learned
            ? $"{kind}: learned from {result.Examples} examples, calibration error {Three(result.CalibrationError ?? 0)}; "
                + (isDry ? "not stored" : $"version {result.Version} is in use")
            : $"{kind}: {result.Outcome}: {result.Reason}");
        foreach (var finding in result.Findings)
            screen.Say($"  {finding.Flaw}: {finding.Count} ({string.Join(", ", finding.Ids)}{(finding.Count > finding.Ids.Count ? ", …" : "")})");
    }

    private static string Name(long? version) => version is { } number ? $"version {number}" : "nothing learned";

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
