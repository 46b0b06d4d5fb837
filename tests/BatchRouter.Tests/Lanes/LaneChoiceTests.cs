using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Replaying;
using BatchRouter.Routing;
using BatchRouter.Tests.Budgeting;
using BatchRouter.Tests.Routing;
using CsCheck;
using Xunit;
using static BatchRouter.Tests.Lanes.SomeLanes;

namespace BatchRouter.Tests.Lanes;

public sealed class LaneChoiceTests
{
    [Fact]
    public void Decide_DeadlineFarAway_BuysInBatchAndKnowsTheWayBack()
    {
        var (lane, sync) = (First(Decide(Some.Request(Job()))), First(Decide(Some.Request(Job() with { Urgency = Urgency.Urgent }))));
        Assert.Equal(("weak:batch", "weak:sync"), (lane.Offer.Name, sync.Offer.Name));
        Assert.Equal((sync.HoldNanoUsd, sync.HoldNanoUsd / 2), (lane.WayBackNanoUsd, lane.HoldNanoUsd));
        Assert.InRange(lane.CostNanoUsd, sync.CostNanoUsd / 2 + 1, sync.CostNanoUsd * 0.6);
        Assert.Equal((sync.TimeP99, sync.MaxOutputTokens, sync.Quality), (lane.TimeP99, lane.MaxOutputTokens, lane.Quality));
        var way = lane.Lanes!.Outlook!.WayBack;
        Assert.Equal((TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5)), (way.Cancel, way.Drain));
        // The slowest of the task's models may have to be asked after it.
        Assert.True(way.Sync > TimeSpan.FromSeconds(1) && way.Escalate > TimeSpan.FromSeconds(4), $"{way}");
        Assert.Equal(Job().Deadline - way.Takes, lane.LatestSafeStart);
        Assert.Equal((0L, null), (sync.WayBackNanoUsd, sync.LatestSafeStart));
    }

    [Theory]
    [InlineData("urgent", ReasonCodes.UrgentJob)]
    [InlineData("judge", ReasonCodes.SideJob)]
    [InlineData("warm", ReasonCodes.SideJob)]
    [InlineData("slack", ReasonCodes.LittleSlack)]
    [InlineData("budget", ReasonCodes.WayBackOverBudget)]
    [InlineData("latency", ReasonCodes.LatencyStrategy)]
    [InlineData("task", ReasonCodes.LaneNotAllowed)]
    [InlineData("failed", ReasonCodes.LaneFailedBefore)]
    [InlineData("failed for good", ReasonCodes.LaneFailedBefore)]
    [InlineData("repeat", ReasonCodes.RepeatedInItsLane)]
    [InlineData("money", ReasonCodes.OverMaxCost)]
    [InlineData("quota", ReasonCodes.OverQuota)]
    [InlineData("safe start", ReasonCodes.PastLatestSafeStart)]
    [InlineData("no time", ReasonCodes.BatchDoesNotPay)]
    public void Decide_SomethingSpeaksAgainstBatch_BuysAtOnceAndSaysWhy(string against, string reason)
    {
        var model = Selling(Some.Weak, Lane.Batch);
        var (request, task) = (Some.Request(Job()), new TaskPolicy { Name = "default" });
        var hold = First(Decide(request, null, null, 0, Some.Weak)).HoldNanoUsd;
        (request, task, model) = against switch
        {
            "urgent" => (Some.Request(Job() with { Urgency = Urgency.Urgent }), task, model),
            "judge" => (Some.Request(Job() with { Side = Side.Judge }), task, model),
            "warm" => (Some.Request(Job() with { Side = Side.Warm }), task, model),
            "slack" => (Some.Request(Job(4 / 3600.0)), task, model),
            "budget" => (request with { OnlySync = true }, task, model),
            "latency" => (request, task with { Strategies = [Strategies.Latency] }, model),
            "task" => (request, task with { Lanes = [Lane.Sync, Lane.Flex] }, model),
            "failed" => (request with { Failed = new HashSet<string> { "weak:batch" } }, task, model),
            "failed for good" => (request with { FailedForGood = new HashSet<string> { "weak:batch" } }, task, model),
            "repeat" => (request with { Again = "weak:sync" }, task, model),
            "money" => (request with { LeftNanoUsd = hold * 3 / 2 - 1 }, task, model),
            "quota" => (request, task, model with { EnqueuedTokens = 1_099 }),
            "safe start" => (Some.Request(Job(0.2)), task, model),
            _ => (Some.Request(Job(0.27)), task, model),
        };
        var first = First(Decide(request, task, null, 0, model));
        Assert.Equal(("weak:sync", reason), (first.Offer.Name, first.Lanes!.Reason));
        Assert.Equal("weak:batch", First(Decide(Some.Request(Job()), null, null, 0, Selling(Some.Weak, Lane.Batch))).Offer.Name);
    }

    [Fact]
    public void Decide_NothingIsKnownOfLanes_BuysAtOnce()
    {
        var decision = new Router(Some.Catalog(Weak), Some.Policy()).Decide(Some.Request(Job()));
        Assert.Equal(("weak:sync", ReasonCodes.NoOutlook), (First(decision).Offer.Name, First(decision).Lanes!.Reason));
    }

    [Fact]
    public void Decide_MoneyForBatchAndItsWayBackToTheLastNano_BuysInBatch()
    {
        var hold = First(Decide(Some.Request(Job()), null, null, 0, Some.Weak)).HoldNanoUsd;
        Assert.Equal("weak:batch", First(Decide(Some.Request(Job()) with { LeftNanoUsd = hold * 3 / 2 })).Offer.Name);
    }

    [Fact]
    public void Decide_BudgetOfCheaperHasRoomOnlyForBuyingAtOnce_BuysAtOnce()
    {
        var hold = First(Decide(Some.Request(Job()), null, null, 0, Some.Weak)).HoldNanoUsd;
        var refusal = SomeBudgets.Refusal(posted: 0, held: 0, asked: hold * 3, limit: hold + 1, atLimit: AtLimit.Cheaper);
        var first = First(Decide(Some.Request(Job()) with { OverBudget = [refusal] }, null, null, 0, Selling(Some.Weak, Lane.Batch)));
        Assert.Equal(("weak:sync", ReasonCodes.OverBudget), (first.Offer.Name, first.Lanes!.BatchRefusal));
    }

    [Fact]
    public void Decide_ALittleTimeAndFlexIsSold_BuysInFlexUntilItsOwnSafeStart()
    {
        var first = First(Decide(Some.Request(Job(0.1))));
        Assert.Equal(("weak:flex", ReasonCodes.FlexPays, 0L), (first.Offer.Name, first.Lanes!.Reason, first.WayBackNanoUsd));
        Assert.Equal(Job(0.1).Deadline - first.Lanes.Outlook!.FlexWayBack.Takes, first.LatestSafeStart);
        Assert.Equal("weak:sync", First(Decide(Some.Request(Job(0.1)) with { Now = first.LatestSafeStart!.Value })).Offer.Name);
    }

    [Fact]
    public void Decide_BatchesStandStill_PrefersFlex()
    {
        var stuck = Enumerable.Range(0, 50).Select(i => new CompletionSample("simulated", "weak", 10, Some.Noon.AddHours(-1), TimeSpan.FromHours(1), true));
        var first = First(Decide(Some.Request(Job(3)), null, CompletionBook.Learn([.. stuck], Some.Noon)));
        Assert.Equal(("weak:flex", true), (first.Offer.Name, first.Lanes!.Verdict!.Value.BatchNanoUsd > first.CostNanoUsd));
    }

    [Theory]
    [InlineData("weak:batch", 12, "weak:batch")]
    [InlineData("weak:flex", 12, "weak:flex")]
    [InlineData("weak:sync", 12, "weak:sync")]
    [InlineData("weak:batch", 0.1, "weak:sync")]
    public void Decide_Again_KeepsItsLaneWhileItIsSafe(string again, double hours, string offer) =>
        Assert.Equal(offer, First(Decide(Some.Request(Job(hours)) with { Again = again })).Offer.Name);

    [Fact]
    public void Decide_AStoredAnswer_IsServedFromNoLane()
    {
        var decision = Decide(Some.Request(Job()) with { Cached = new CachedAnswer(Guid.Empty, "weak", 0.9, "42", null) });
        Assert.Equal((ReasonCodes.AnswerCached, "weak:sync"), (decision.Reason, First(decision).Offer.Name));
    }

    [Fact]
    public void Decide_ASmallModelIsAskedFirst_ItIsAskedAtOnce()
    {
        var ask = Assert.IsType<Choice.Classify>(Decide(Some.Request(Job()), new TaskPolicy { Name = "default", Strategies = [Strategies.Llm, Strategies.Cascade], Classify = Decisions.Classes() }).Choice);
        Assert.Equal("weak:sync", ask.Candidate.Offer.Name);
    }

    [Fact]
    public void Decide_ACascade_PutsEveryStepIntoItsLaneAndFollowsItAcrossLanes()
    {
        var decision = Decide(Some.Request(Job() with { Quality = 0.8 }));
        Assert.Equal(["weak:batch", "strong:batch"], decision.Plan.Steps.Select(step => step.Offer.Name));
        var later = Decide(Some.Request(Job(0.2) with { Quality = 0.8 }) with { Step = 2, StrongerThan = 0.7, Remaining = ["strong:batch"] });
        Assert.Equal((ReasonCodes.PlanFollowed, "strong:sync"), (later.Reason, First(later).Offer.Name));
    }

    [Fact]
    public void Decide_TheSynchronousLaneFailedBefore_TheModelIsNotAskedInAny() =>
        Assert.Equal("strong:batch", First(Decide(Some.Request(Job()) with { Failed = new HashSet<string> { "weak:sync" } })).Offer.Name);

    [Fact]
    public void Read_WhateverWasDecidedAmongLanes_IsDecidedTheSameAgain() => AnyRequest.Sample(request =>
    {
        var router = new Router(Some.Catalog(Weak, Strong, Some.Middle), Some.Policy());
        var written = DecisionJson.Write(router.Decide(Looked(router, request, flexTaken: 0.3)));
        var read = Assert.IsType<StoredInputs.Complete>(DecisionInputs.Read(written, request.Job));
        var again = DecisionJson.Write(router.Decide(read.Request));
        Assert.Equal(written, again);
        Assert.True(Stored(written).IsSameAs(Stored(again)));
    });

    [Fact]
    public void Write_AModelWithOneLane_SaysNothingOfLanes() =>
        Assert.DoesNotContain("lanes", DecisionJson.Write(Decide(Some.Request(Job()), null, null, 0, Some.Weak, Some.Strong)), StringComparison.Ordinal);

    private static readonly Gen<RoutingRequest> AnyRequest =
        from slack in Gen.Double[-1, 13]
        from failed in One("weak:batch", "weak:flex", "strong:batch", "none:sync")
        from again in One<string?>(null, "weak:batch", "weak:flex", "strong:sync", null, null)
        from onlySync in Gen.Int[0, 9]
        from usual in Gen.Long[1, 500_000].Array[4]
        from held in Gen.Long[0, 1_000_000]
        from soft in Gen.Bool
        from quality in Gen.Double[0.5, 0.99]
        select Some.Request(Job(slack) with { Quality = quality }) with
        {
            Failed = new HashSet<string> { failed },
            Again = again,
            OnlySync = onlySync == 0,
            UsualCosts = new Dictionary<string, long> { ["weak:sync"] = usual[0], ["weak:batch"] = usual[1], ["strong:sync"] = usual[2], ["strong:batch"] = usual[3] },
            OverBudget = onlySync > 4 ? [] : [BudgetRefusal.Of(SomeBudgets.Account(SomeBudgets.Budget("project:demo", AtLimit.Cheaper, limit: 1_000_000, soft: soft), 0, held), 2_000_000)],
        };

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static StoredChoice Stored(string written) => StoredChoice.Read(System.Text.Json.JsonElement.Parse(written));
}
