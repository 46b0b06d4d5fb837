using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Routing.Predicting;

namespace BatchRouter.Lanes;

/// <summary>
/// Between prediction and planning: each eligible model that sells other lanes than sync is put into its best lane for this job now, so
/// that whoever plans chooses among models alone. Pure.
/// </summary>
internal readonly struct LaneChoice(RoutingRequest request, TaskPolicy task, OfferTable table, Prediction prediction, string? obstacle)
{
    private readonly bool _mayFlex = task.Lanes.Contains(Lane.Flex);
    private readonly bool _mayBatch = task.Lanes.Contains(Lane.Batch);
    private readonly bool _hasFailures = request.Failed.Count + request.FailedForGood.Count > 0;

    /// <summary>Why a job stays synchronous whatever lanes cost, or null.</summary>
    public static string? Obstacle(RoutingRequest request, RoutingPolicy policy)
    {
        if (request.Job.Side is Side.Judge or Side.Warm)
            return ReasonCodes.SideJob;
        if (request.Job.Urgency == Urgency.Urgent)
            return ReasonCodes.UrgentJob;
        if (request.Slack <= TimeSpan.Zero || request.Slack < policy.LittleSlack)
            return ReasonCodes.LittleSlack;
        return request.OnlySync ? ReasonCodes.WayBackOverBudget : null;
    }

    /// <summary>The candidate in its best lane: another one, or itself with the reason noted.</summary>
    public Candidate Best(Candidate sync)
    {
        var (flex, batch) = (table.At(sync.Place, Lane.Flex, request.Now), table.At(sync.Place, Lane.Batch, request.Now));
        if (flex is null && batch is null)
            return sync;
        if (obstacle is not null || !request.Lanes.TryGetValue(sync.Offer.Model.Name, out var outlook))
            return Stay(sync, new LaneNumbers(obstacle ?? ReasonCodes.NoOutlook));
        var sizes = prediction.SizesOf(sync.Offer.Model);
        var hold = batch?.Price.HoldNanoUsd(sizes.InputAtMost, sync.MaxOutputTokens) ?? 0;
        var flexRefusal = flex is null ? null : Refusal(flex, _mayFlex);
        var batchRefusal = batch is null ? null : Refusal(batch, _mayBatch) ?? MoneyRefusal(sync, hold, sizes);
        var verdict = LaneRule.Choose(new LaneQuestion(
            request.Now, request.Job.Deadline, outlook.WayBack, sync.CostNanoUsd,
            batch is null || batchRefusal is not null ? null : batch.Price.ChargeNanoUsd(sizes.Expected), outlook.BatchChance, outlook.DoubleChargeChance,
            flex is null || flexRefusal is not null ? null : flex.Price.ChargeNanoUsd(sizes.Expected), outlook.FlexChance, outlook.FlexWayBack));
        var reason = verdict.Reason == ReasonCodes.OnlySync ? batchRefusal ?? flexRefusal ?? verdict.Reason : verdict.Reason;
        var numbers = new LaneNumbers(
            reason, verdict, outlook, flexRefusal, batchRefusal,
            verdict.Lane != Lane.Sync && sync.SoftHoldNanoUsd < sync.HoldNanoUsd ? sync.SoftHoldNanoUsd : null);
        return verdict.Lane switch
        {
            Lane.Batch => Put(sync, batch!, hold, numbers, verdict.BatchNanoUsd!.Value, sync.HoldNanoUsd, verdict.LatestSafeStart),
            Lane.Flex => Put(
                sync, flex!, flex!.Price.HoldNanoUsd(sizes.InputAtMost, sync.MaxOutputTokens), numbers, verdict.FlexNanoUsd!.Value, 0,
                outlook.FlexWayBack.LatestSafeStart(request.Job.Deadline)),
            _ => Stay(sync, numbers),
        };
    }

    private string? Refusal(Offer offer, bool isAllowed)
    {
        if (!isAllowed)
            return ReasonCodes.LaneNotAllowed;
        if (request.Again is { } again && !again.EndsWith(LaneSuffix(offer.Lane), StringComparison.Ordinal))
            return ReasonCodes.RepeatedInItsLane;
        return _hasFailures && (request.Failed.Contains(offer.Name) || request.FailedForGood.Contains(offer.Name)) ? ReasonCodes.LaneFailedBefore : null;
    }

    // A batch is bought with its way back: the money for both must be there.
    private string? MoneyRefusal(Candidate sync, long hold, AttemptSizes sizes)
    {
        var both = hold + sync.HoldNanoUsd;
        if (sizes.InputAtMost + sync.MaxOutputTokens > sync.Offer.Model.EnqueuedTokens)
            return ReasonCodes.OverQuota;
        if (request.LeftNanoUsd is { } left && both > left)
            return ReasonCodes.OverMaxCost;
        for (var i = 0; i < request.OverBudget.Count; i++)
            if (!request.OverBudget[i].IsSoft && AtTheLimit.Concerns(request.OverBudget[i], sync) && both > request.OverBudget[i].RoomNanoUsd)
                return ReasonCodes.OverBudget;
        return null;
    }

    private Candidate Put(Candidate sync, Offer offer, long hold, LaneNumbers numbers, long expected, long wayBack, DateTimeOffset safe) => sync with
    {
        Offer = offer,
        CostNanoUsd = expected,
        HoldNanoUsd = hold,
        SoftHoldNanoUsd = prediction.SoftHold(offer, hold),
        WayBackNanoUsd = wayBack,
        LatestSafeStart = safe,
        Lanes = numbers,
    };

    private static Candidate Stay(Candidate sync, LaneNumbers numbers)
    {
        sync.Explain(numbers);
        return sync;
    }

    private static string LaneSuffix(Lane lane) => lane == Lane.Batch ? ":batch" : ":flex";
}
