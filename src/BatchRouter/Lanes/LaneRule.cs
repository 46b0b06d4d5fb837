using BatchRouter.Catalog;
using BatchRouter.Routing;

namespace BatchRouter.Lanes;

/// <summary>
/// The money rule. From the latest safe start on there is only sync. Before it every lane is safe, because the way back starts in time:
/// the lane of the least expected cost is taken, and of equals the surer one.
/// </summary>
public static class LaneRule
{
    /// <summary>The chance of being done in time above which batch pays. G d + (1 - G)(1 + k d) &lt; 1, solved for G.</summary>
    /// <param name="d">What batch costs, as a share of sync; from 1 on it never pays.</param>
    /// <param name="k">The chance that a row which is late is charged all the same, and so paid twice; 0 to 1.</param>
    public static double LeastChance(double d, double k) => d < 1 ? k * d / (1 - d + k * d) : 1;

    public static LaneVerdict Choose(in LaneQuestion asked)
    {
        var safe = asked.WayBack.LatestSafeStart(asked.Deadline);
        var isBatchSafe = asked.Now < safe;
        var isFlexSafe = asked.Now < (asked.FlexWayBack ?? asked.WayBack).LatestSafeStart(asked.Deadline);
        var sync = asked.SyncNanoUsd;
        var flex = isFlexSafe && asked.FlexNanoUsd is { } flexPrice ? Expected(flexPrice, sync, asked.FlexChance, 0) : (long?)null;
        var batch = isBatchSafe && asked.BatchNanoUsd is { } batchPrice ? Expected(batchPrice, sync, asked.BatchChance, asked.DoubleChargeChance) : (long?)null;
        var lane = Lane.Sync;
        if (flex < sync)
            lane = Lane.Flex;
        if (batch < (lane == Lane.Flex ? flex : sync))
            lane = Lane.Batch;
        return new LaneVerdict(lane, ReasonFor(asked, lane, isBatchSafe, isFlexSafe), asked.Deadline - asked.Now, safe, asked.BatchChance, sync, flex, batch);
    }

    // Done in time, it costs its own price; late, sync is bought, and the late one may be charged as well.
    private static long Expected(long price, long sync, double chance, double doubleCharge) =>
        (long)Math.Round(chance * price + (1 - chance) * (sync + doubleCharge * price), MidpointRounding.ToEven);

    private static string ReasonFor(in LaneQuestion asked, Lane lane, bool isBatchSafe, bool isFlexSafe) => lane switch
    {
        Lane.Batch => ReasonCodes.BatchPays,
        Lane.Flex => ReasonCodes.FlexPays,
        _ when asked.BatchNanoUsd is not null => isBatchSafe ? ReasonCodes.BatchDoesNotPay : ReasonCodes.PastLatestSafeStart,
        _ when asked.FlexNanoUsd is not null => isFlexSafe ? ReasonCodes.FlexDoesNotPay : ReasonCodes.PastLatestSafeStart,
        _ => ReasonCodes.OnlySync,
    };
}

/// <summary>What the choice of a lane depends on.</summary>
/// <param name="Now">The moment.</param>
/// <param name="Deadline">Of the job.</param>
/// <param name="WayBack">From batch to sync.</param>
/// <param name="SyncNanoUsd">Expected cost of one attempt.</param>
/// <param name="BatchNanoUsd">The same in batch; null, it is not for sale or not allowed.</param>
/// <param name="BatchChance">G: the chance that batch is done before the latest safe start, 0 to 1.</param>
/// <param name="DoubleChargeChance">k: the chance that a row which is late in batch is charged there too, 0 to 1.</param>
/// <param name="FlexNanoUsd">The same in flex; null, it is not for sale or not allowed.</param>
/// <param name="FlexChance">The chance that flex takes the call before the latest safe start, 0 to 1. What it refuses is not charged.</param>
/// <param name="FlexWayBack">From flex to sync; null, as from batch.</param>
public readonly record struct LaneQuestion(
    DateTimeOffset Now, DateTimeOffset Deadline, WayBack WayBack, long SyncNanoUsd, long? BatchNanoUsd, double BatchChance, double DoubleChargeChance,
    long? FlexNanoUsd, double FlexChance, WayBack? FlexWayBack = null);

/// <summary>A lane with the numbers that chose it.</summary>
/// <param name="Lane">Where to buy.</param>
/// <param name="Reason">From <see cref="ReasonCodes"/>.</param>
/// <param name="Slack">Until the deadline.</param>
/// <param name="LatestSafeStart">When batch must be left.</param>
/// <param name="Chance">G, as it was asked with.</param>
/// <param name="SyncNanoUsd">Expected cost with sync.</param>
/// <param name="FlexNanoUsd">Expected cost beginning with flex, its way back included; null, it is not offered or no longer safe.</param>
/// <param name="BatchNanoUsd">Expected cost beginning with batch, its way back included; null, it is not offered or no longer safe.</param>
public readonly record struct LaneVerdict(
    Lane Lane, string Reason, TimeSpan Slack, DateTimeOffset LatestSafeStart, double Chance, long SyncNanoUsd, long? FlexNanoUsd, long? BatchNanoUsd);
