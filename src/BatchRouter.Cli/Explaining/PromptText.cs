using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Explaining;

/// <summary>How a prompt would be routed, for people.</summary>
internal static class PromptText
{
    public static void Show(Screen screen, PromptExplanation told)
    {
        screen.Say($"task {told.Task} of {told.Project}: {told.PromptTokens} tokens, {told.SlackSeconds.ToString("0", CultureInfo.InvariantCulture)} s to the deadline, "
            + $"quality wanted {Share(told.QualityWanted)} (catalogue {told.Catalog}, policy {told.Policy})");
        screen.Say($"{told.Choice}{(told.Asks is { } asked ? $" by {asked}" : "")}, because {told.Reason}{(told.Why is { } why ? $": {why}" : "")}");
        if (told.Plan.Offers.Count > 0)
            screen.Say($"plan: {string.Join(" -> ", told.Plan.Offers)}; expected quality {Share(told.Plan.ExpectedQuality)}, cost {Money(told.Plan.ExpectedCostUsd)}, p99 {Time(told.Plan.P99Ms)}");
        screen.Say($"strategies: {string.Join(", ", told.Strategies.Select(note => $"{note.Strategy}: {note.Reason}{(note.About is { } about ? $" ({about})" : "")}"))}");
        screen.Table("Candidates", ["offer", "reason", "quality", "cost", "hold", "p50", "p99"], told.Candidates.Select(candidate => (IReadOnlyList<string>)
        [
            candidate.Offer, candidate.Reason, Share(candidate.PredictedQuality), Money(candidate.CostUsd), Money(candidate.HoldUsd), Time(candidate.P50Ms),
            Time(candidate.P99Ms),
        ]));
        LaneTable.Show(screen, "Lanes", told.Candidates.Select(candidate => (candidate.Offer, candidate.Lanes)));
    }

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Money(decimal usd) => "$" + usd.ToString("0.000000###", CultureInfo.InvariantCulture);

    private static string Time(double ms) => ms.ToString("0", CultureInfo.InvariantCulture) + " ms";
}
