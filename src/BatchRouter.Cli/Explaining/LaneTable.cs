using System.Globalization;
using BatchRouter.Cli.Presenting;

namespace BatchRouter.Cli.Explaining;

/// <summary>Why candidates are bought in their lanes, for people. Nothing, where no model has more than one.</summary>
internal static class LaneTable
{
    public static void Show(Screen screen, string title, IEnumerable<(string Offer, StoredLanes? Lanes)> candidates)
    {
        var rows = candidates.Where(candidate => candidate.Lanes is not null).Select(candidate => Row(candidate.Offer, candidate.Lanes!)).ToList();
        if (rows.Count > 0)
            screen.Table(title, ["offer", "reason", "sync", "flex", "batch", "flex takes it", "batch in time", "latest safe start"], rows);
    }

    private static IReadOnlyList<string> Row(string offer, StoredLanes lanes) =>
    [
        offer, lanes.Reason, Cost(lanes.SyncNanoUsd, null), Cost(lanes.FlexNanoUsd, lanes.FlexRefusal), Cost(lanes.BatchNanoUsd, lanes.BatchRefusal),
        Share(lanes.FlexChance), Share(lanes.BatchChance), lanes.LatestSafeStart?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) ?? "-",
    ];

    private static string Cost(long? nano, string? refusal) => refusal ?? (nano is { } known ? Usd.Show(known) : "-");

    private static string Share(double? share) => share?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
