using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Settling;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>Unknown attempts, evidence, assumptions, late replies.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Resolve_Charged_PostsTheCharge()
    {
        var (store, opening) = await UnknownAsync();

        await store.ResolveAsync(new Resolution.Charged(IdOf(opening), Given.Now, new Usage(1, 0, 1, 0), 700, "req"), Stop);

        Assert.Equal(("settled", "replied"), await StatesAsync(opening));
        Assert.Equal([new LedgerLine("charge", 0, 700)], await EntriesAsync(opening));
    }

    [Fact]
    public async Task Resolve_NotCharged_PostsNothing()
    {
        var (store, opening) = await UnknownAsync();

        await store.ResolveAsync(new Resolution.NotCharged(IdOf(opening), Given.Now), Stop);

        Assert.Equal(("settled", "failed"), await StatesAsync(opening));
        Assert.Empty(await EntriesAsync(opening));
    }

    [Fact]
    public async Task Resolve_Assumed_PostsTheWholeHoldMarked_Once()
    {
        var (store, opening) = await UnknownAsync();

        await store.ResolveAsync(new Resolution.Assumed(IdOf(opening), Given.Now), Stop);
        await store.ResolveAsync(new Resolution.Assumed(IdOf(opening), Given.Now), Stop);
        await store.ResolveAsync(new Resolution.NotCharged(IdOf(opening), Given.Now), Stop);

        Assert.Equal(("settled", "assumed"), await StatesAsync(opening));
        Assert.Equal([new LedgerLine("assumed", 0, Given.Hold)], await EntriesAsync(opening));
    }

    [Fact]
    public async Task Resolve_OfAnAttemptThatIsNotUnknown_ChangesNothing()
    {
        var (store, started, replied) = (await StoreAsync(), Given.Unpaid(), Given.Unpaid());
        await store.OpenAsync(started, Stop);
        await store.OpenAsync(replied, Stop);
        await store.AdvanceAsync(Given.Settling(replied), Stop);

        await store.ResolveAsync(new Resolution.NotCharged(IdOf(started), Given.Now), Stop);
        await store.ResolveAsync(new Resolution.Assumed(IdOf(replied), Given.Now), Stop);

        Assert.Equal(("running", "started"), await StatesAsync(started));
        Assert.Equal(("settled", "replied"), await StatesAsync(replied));
        Assert.Equal([new LedgerLine("charge", 0, Given.Charge)], await EntriesAsync(replied));
    }

    [Fact]
    public async Task Advance_ALateReplyToAnUnknownAttempt_IsItsCharge()
    {
        var (store, opening) = await UnknownAsync();

        await store.AdvanceAsync(Given.Settling(opening), Stop);

        Assert.Equal(("settled", "replied"), await StatesAsync(opening));
        Assert.Equal([new LedgerLine("charge", 0, Given.Charge)], await EntriesAsync(opening));
    }

    [Fact]
    public async Task Advance_ALateReplyToAnAssumedAttempt_IsANumberedCorrection_Once()
    {
        var (store, opening) = await AssumedAsync();

        await store.AdvanceAsync(Given.Settling(opening), Stop);
        await store.AdvanceAsync(Given.Settling(opening), Stop);

        Assert.Equal(
            [new LedgerLine("assumed", 0, Given.Hold), new LedgerLine("correction", 1, Given.Charge - Given.Hold)],
            await EntriesAsync(opening));
        Assert.Equal("assumed", await Under.AttemptStateAsync(IdOf(opening)));
    }

    [Fact]
    public async Task Advance_ALaterWordOnTheSameAttempt_IsTheNextCorrection()
    {
        var (store, opening) = await AssumedAsync();

        await store.AdvanceAsync(Given.Settling(opening), Stop);
        await store.AdvanceAsync(Given.Settling(opening, charge: 1_600), Stop);

        Assert.Equal(new LedgerLine("correction", 2, 100), (await EntriesAsync(opening))[^1]);
    }

    [Fact]
    public async Task Advance_ALateProofThatNothingWasCharged_TakesTheAssumptionBack()
    {
        var (store, opening) = await AssumedAsync();

        await store.AdvanceAsync(Given.Turn(Given.LeaseOf(opening), Given.Lost(Given.AttemptOf(opening), AttemptState.Failed), Given.Exhausted()), Stop);

        Assert.Equal(0, (await EntriesAsync(opening)).Sum(line => line.Amount));
    }

    [Fact]
    public async Task Advance_ALateReplyToWhatARecordCalledFree_IsBookedAllTheSame()
    {
        var (store, opening) = await UnknownAsync();
        await store.ResolveAsync(new Resolution.NotCharged(IdOf(opening), Given.Now), Stop);

        await store.AdvanceAsync(Given.Settling(opening), Stop);

        Assert.Equal([new LedgerLine("correction", 1, Given.Charge)], await EntriesAsync(opening));
    }

    [Fact]
    public async Task Unknown_Finds_WhatBecameUnknownBefore_TheOldestFirst()
    {
        var (_, first) = await UnknownAsync();
        var between = Given.Now;
        var (_, second) = await UnknownAsync();

        var before = (await Under.Unknown.FindAsync(between, 10_000, Stop)).Select(attempt => attempt.Id).ToList();
        var all = (await Under.Unknown.FindAsync(Given.Now, 10_000, Stop)).Select(attempt => attempt.Id).ToList();

        Assert.Contains(IdOf(first), before);
        Assert.DoesNotContain(IdOf(second), before);
        Assert.True(all.IndexOf(IdOf(first)) < all.IndexOf(IdOf(second)));
    }

    // Found by the simulator: the worker's own late word on a rescued attempt began the waiting for evidence anew.
    [Fact]
    public async Task Unknown_ALaterWordThatKnowsNoMore_PostponesNothing()
    {
        var (store, opening) = await UnknownAsync();
        var since = (await Under.Unknown.FindAsync(Given.Now, 10_000, Stop)).Single(attempt => attempt.Id == IdOf(opening)).Since;

        await store.AdvanceAsync(Given.Turn(Given.LeaseOf(opening), Given.Lost(Given.AttemptOf(opening)), Given.Exhausted()), Stop);

        Assert.Equal(since, (await Under.Unknown.FindAsync(Given.Now, 10_000, Stop)).Single(attempt => attempt.Id == IdOf(opening)).Since);
    }

    /// <summary>A job that is over, with an attempt whose money is unknown.</summary>
    private async Task<(IJobStore Store, Opening Opening)> UnknownAsync(Opening? opening = null)
    {
        var store = await StoreAsync();
        opening ??= Given.Unpaid();
        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(opening, Stop));
        await store.AdvanceAsync(Given.Turn(Given.LeaseOf(opening), Given.Lost(Given.AttemptOf(opening)), Given.Exhausted()), Stop);
        Assert.Equal(("settled", "unknown"), await StatesAsync(opening));
        return (store, opening);
    }

    private async Task<(IJobStore Store, Opening Opening)> AssumedAsync(Opening? opening = null)
    {
        var (store, unknown) = await UnknownAsync(opening);
        await store.ResolveAsync(new Resolution.Assumed(IdOf(unknown), Given.Now), Stop);
        return (store, unknown);
    }

    private static Guid IdOf(Opening opening) => Given.AttemptOf(opening).Id;
}
