using BatchRouter.Catalog;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Settling;
using Xunit;

namespace BatchRouter.Tests.Settling;

public sealed class AttemptEndTests
{
    private static readonly Attempt Bought = new(
        Guid.CreateVersion7(Some.Noon), 1, Purpose.First, new Candidate { Offer = new Offer(Some.Weak, Lane.Sync, Some.Weak.Prices[0]), HoldNanoUsd = 500 }, Some.Noon);

    private static readonly Answer Said = new() { Text = "42" };
    private static readonly Score Sure = new(0.9, []);

    [Fact]
    public void Of_AnswerWithUsage_IsChargedAtThePinnedPrice()
    {
        var end = AttemptEnd.Of(Bought, new CallResult.Replied(Said, new Usage(1_000, 0, 100, 0)) { Elapsed = TimeSpan.FromSeconds(2), ProviderRequestId = "r" }, Sure, Some.Noon);
        Assert.Equal((AttemptState.Replied, 1_000L * 100 + 100 * 400), (end.State, end.ChargeNanoUsd));
        Assert.Equal((Said, Sure, "r", TimeSpan.FromSeconds(2), Some.Noon), (end.Answer, end.Score, end.ProviderRequestId, end.Elapsed, end.At));
        Assert.Null(end.Failure);
    }

    [Fact]
    public void Of_AnswerWithoutUsage_KeepsTheAnswerAndLeavesTheMoneyUnknown()
    {
        var end = AttemptEnd.Of(Bought, new CallResult.Replied(Said, null) { Elapsed = TimeSpan.Zero }, Sure, Some.Noon);
        Assert.Equal((AttemptState.Unknown, (long?)null, Said, Sure), (end.State, end.ChargeNanoUsd, end.Answer, end.Score));
    }

    public static IEnumerable<TheoryDataRow<FailureKind, bool>> Failures() =>
        from kind in Enum.GetValues<FailureKind>() from mayBeCharged in (bool[])[true, false] select new TheoryDataRow<FailureKind, bool>(kind, mayBeCharged);

    [Theory]
    [MemberData(nameof(Failures))]
    public void Of_EveryFailure_IsFailedOnlyWithProofThatNothingWasCharged(FailureKind kind, bool mayBeCharged)
    {
        var end = AttemptEnd.Of(Bought, new CallResult.Failed(kind, mayBeCharged, "HTTP 500") { Elapsed = TimeSpan.Zero, ProviderRequestId = "r" }, null, Some.Noon);
        Assert.Equal(mayBeCharged ? AttemptState.Unknown : AttemptState.Failed, end.State);
        Assert.Equal((kind, "HTTP 500", "r"), (end.Failure, end.Detail, end.ProviderRequestId));
        Assert.Null(end.ChargeNanoUsd);
        Assert.Null(end.Answer);
    }
}
