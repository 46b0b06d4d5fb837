using BatchRouter.Budgeting;
using BatchRouter.Jobs;
using BatchRouter.Running;
using Xunit;

namespace BatchRouter.Conformance;

/// <summary>Accounts, holds, refusals, limits.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Open_WithNobodyToPay_TouchesNoAccount()
    {
        var (budget, job) = await BudgetAsync(1);

        Assert.Equal(new OpenResult.Opened(), await (await StoreAsync()).OpenAsync(Given.Unpaid(job), Stop));

        Assert.DoesNotContain(await Under.SumsAsync(budget), sums => sums.Held != 0);
    }

    [Fact]
    public async Task Open_UpToTheLimit_HoldsInEveryAccountThatCoversIt()
    {
        var (project, job) = await BudgetAsync(Given.Hold);
        var team = await Under.AddBudgetAsync(new NewBudget($"team:t{job.Key.Project}", 10 * Given.Hold));
        var label = await Under.AddBudgetAsync(new NewBudget($"label:of={job.Key.Project}", 10 * Given.Hold));
        var labelled = job with { Labels = new Dictionary<string, string> { ["of"] = job.Key.Project } };
        var (store, opening) = (await StoreAsync(), Given.Paid(labelled, team: $"t{job.Key.Project}"));

        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(opening, Stop));

        foreach (var budget in new[] { project, team, label })
            Assert.Equal((0, Given.Hold), await PostedAndHeldAsync(budget));
        await store.AdvanceAsync(Given.Settling(opening), Stop);
        foreach (var budget in new[] { project, team, label })
            Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
    }

    [Fact]
    public async Task Open_BeyondWhatIsPosted_IsFullWithTheArithmetic_AndWritesNothing()
    {
        var (budget, job) = await BudgetAsync(Given.Hold + Given.Charge - 1);
        var store = await StoreAsync();
        var first = Given.Paid(job);
        await store.OpenAsync(first, Stop);
        await store.AdvanceAsync(Given.Settling(first), Stop);
        var second = Given.Paid(Given.Job(job.Key.Project));

        var refusal = Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(second, Stop)).Refusal;

        Assert.True(refusal.IsFull);
        Assert.Equal(
            (budget, Given.Hold + Given.Charge - 1, Given.Charge, 0, Given.Hold),
            (refusal.Budget.Id, refusal.LimitNanoUsd, refusal.PostedNanoUsd, refusal.HeldNanoUsd, refusal.AskedNanoUsd));
        Assert.Equal((null, null), await StatesAsync(second));
        Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
    }

    [Fact]
    public async Task Open_BesideOthersHolds_IsContendedNotFull()
    {
        var (_, job) = await BudgetAsync((2 * Given.Hold) - 1);
        var store = await StoreAsync();
        await store.OpenAsync(Given.Paid(job), Stop);

        var refusal = Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Given.Paid(Given.Job(job.Key.Project)), Stop)).Refusal;

        Assert.Equal((false, false, Given.Hold), (refusal.IsFull, refusal.IsQueued, refusal.HeldNanoUsd));
    }

    [Fact]
    public async Task Open_OneAccountRefuses_NoOtherHolds()
    {
        var (project, job) = await BudgetAsync(10 * Given.Hold);
        await Under.AddBudgetAsync(new NewBudget($"team:t{job.Key.Project}", 1));

        var refusal = Assert.IsType<OpenResult.OverBudget>(
            await (await StoreAsync()).OpenAsync(Given.Paid(job, team: $"t{job.Key.Project}"), Stop)).Refusal;

        Assert.Equal($"team:t{job.Key.Project}", refusal.Budget.Scope.ToString());
        Assert.DoesNotContain(await Under.SumsAsync(project), sums => sums.Held != 0);
    }

    [Fact]
    public async Task Open_ABudgetOfOneModel_CoversNoOther()
    {
        var (job, model) = (Given.Job(), $"m{Guid.NewGuid():n}");
        await Under.AddBudgetAsync(new NewBudget($"model:{model}", 1));
        var store = await StoreAsync();

        Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Given.Paid(job, Given.Attempt(model: model)), Stop));
        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(Given.Paid(job), Stop));
    }

    [Fact]
    public async Task Open_WhileOthersWait_StandsBehindThem_ThoughThereIsRoom()
    {
        var (budget, job) = await BudgetAsync(100 * Given.Hold);
        var store = await StoreAsync();
        await store.OpenAsync(Given.Waiting(Given.Job(job.Key.Project), budget, 1_000 * Given.Hold, Given.Now.AddHours(1)), Stop);

        var refusal = Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Given.Paid(job), Stop)).Refusal;

        Assert.Equal((true, false), (refusal.IsQueued, refusal.IsFull));
        var woken = Given.Opening(job, new Move.Start(Given.Attempt(), Payer.Of(job, null), false));
        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(woken, Stop));
    }

    [Fact]
    public async Task Open_AKnownJobOverBudget_IsStillADuplicate()
    {
        var (_, job) = await BudgetAsync(Given.Hold);
        var store = await StoreAsync();
        await store.OpenAsync(Given.Paid(job), Stop);

        Assert.Equal(new OpenResult.Duplicate(), await store.OpenAsync(Given.Paid(job), Stop));
    }

    [Fact]
    public async Task Open_ManyAtOnce_NeverHoldMoreThanTheLimit()
    {
        var (budget, job) = await BudgetAsync(10 * Given.Hold);
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StoreAsync()));

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => stores[i % 4].OpenAsync(Given.Paid(Given.Job(job.Key.Project)), Stop)));

        Assert.Equal(10, results.Count(result => result == new OpenResult.Opened()));
        Assert.Equal((0, 10 * Given.Hold), await PostedAndHeldAsync(budget));
    }

    [Fact]
    public async Task Advance_TheNextHoldDoesNotFit_KeepsTheEndAndTheLease()
    {
        var (budget, job) = await BudgetAsync(Given.Hold);
        var (store, opening, next) = (await StoreAsync(), Given.Paid(job), Given.Attempt(2, "strong"));
        await store.OpenAsync(opening, Stop);

        var result = await store.AdvanceAsync(
            Given.Turn(Given.LeaseOf(opening), Given.Replied(Given.AttemptOf(opening), confidence: 0.2), new Move.Start(next, Payer.Of(job, null), false)), Stop);

        Assert.True(Assert.IsType<AdvanceResult.OverBudget>(result).Refusal.IsFull);
        Assert.Equal(("running", "replied"), await StatesAsync(opening));
        Assert.Null(await Under.AttemptStateAsync(next.Id));
        Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(Given.Turn(Given.LeaseOf(opening), null, Given.Exhausted()), Stop));
    }

    [Fact]
    public async Task Advance_TheEndedHold_MakesRoomForTheNext()
    {
        var (budget, job) = await BudgetAsync(Given.Hold + Given.Charge);
        var (store, opening) = (await StoreAsync(), Given.Paid(job));
        await store.OpenAsync(opening, Stop);

        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(
            Given.Turn(Given.LeaseOf(opening), Given.Replied(Given.AttemptOf(opening)), new Move.Start(Given.Attempt(2), Payer.Of(job, null), false)), Stop));

        Assert.Equal((Given.Charge, Given.Hold), await PostedAndHeldAsync(budget));
    }

    [Fact]
    public async Task Unknown_KeepsItsHold_AssumedPostsIt_ACorrectionFollows()
    {
        var (budget, job) = await BudgetAsync(10 * Given.Hold);
        var (store, opening) = await UnknownAsync(Given.Paid(job));
        Assert.Equal((0, Given.Hold), await PostedAndHeldAsync(budget));

        await store.ResolveAsync(new Settling.Resolution.Assumed(IdOf(opening), Given.Now), Stop);
        Assert.Equal((Given.Hold, 0), await PostedAndHeldAsync(budget));

        await store.AdvanceAsync(Given.Settling(opening), Stop);
        Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
    }

    [Fact]
    public async Task Soft_HoldsTheSmallerAmount_AndKeepsItsReserve()
    {
        var job = Given.Job();
        var soft = await Under.AddBudgetAsync(new NewBudget($"project:{job.Key.Project}", (2 * Given.SoftHold) + 99) { IsSoft = true, ReserveNanoUsd = 100 });
        var hard = await Under.AddBudgetAsync(new NewBudget($"team:t{job.Key.Project}", 10 * Given.Hold));
        var (store, opening) = (await StoreAsync(), Given.Paid(job, team: $"t{job.Key.Project}"));

        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(opening, Stop));
        Assert.Equal((0, Given.SoftHold), await PostedAndHeldAsync(soft));
        Assert.Equal((0, Given.Hold), await PostedAndHeldAsync(hard));
        var refusal = Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Given.Paid(Given.Job(job.Key.Project)), Stop)).Refusal;
        Assert.Equal((true, Given.SoftHold, (2 * Given.SoftHold) - 1), (refusal.IsSoft, refusal.AskedNanoUsd, refusal.LimitNanoUsd));

        await store.AdvanceAsync(Given.Settling(opening, charge: Given.Hold), Stop);
        Assert.Equal((Given.Hold, 0), await PostedAndHeldAsync(soft));
        Assert.Equal((Given.Hold, 0), await PostedAndHeldAsync(hard));
    }

    [Fact]
    public async Task Limit_LoweredBelowWhatIsSpent_RefusesHoldsButBooksCharges()
    {
        var (budget, job) = await BudgetAsync(10 * Given.Hold);
        var (store, opening) = (await StoreAsync(), Given.Paid(job));
        await store.OpenAsync(opening, Stop);

        await Under.SetLimitAsync(budget, 1);

        Assert.IsType<OpenResult.OverBudget>(await store.OpenAsync(Given.Paid(Given.Job(job.Key.Project)), Stop));
        Assert.Equal(new AdvanceResult.Advanced(), await store.AdvanceAsync(Given.Settling(opening), Stop));
        Assert.Equal((Given.Charge, 0), await PostedAndHeldAsync(budget));
    }

    [Fact]
    public async Task Hold_StaysInTheWindowInWhichItWasMade()
    {
        var job = Given.Job();
        var budget = await Under.AddBudgetAsync(new NewBudget($"project:{job.Key.Project}", Given.Hold) { Window = BudgetWindow.Hour });
        var hourAgo = Given.Now.AddHours(-1);
        var (store, before, now) = (await StoreAsync(), Given.Paid(job, Given.Attempt(startedAt: hourAgo)), Given.Paid(Given.Job(job.Key.Project)));

        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(before, Stop));
        Assert.Equal(new OpenResult.Opened(), await store.OpenAsync(now, Stop));
        await store.AdvanceAsync(Given.Settling(before), Stop);

        Assert.Equal([new Sums(Given.Hold, Given.Charge, 0), new Sums(Given.Hold, 0, Given.Hold)], await Under.SumsAsync(budget));
    }

    /// <summary>A budget of a project of its own, and a job in it.</summary>
    private async Task<(int Budget, BatchJob Job)> BudgetAsync(long limit, AtLimit atLimit = AtLimit.Wait)
    {
        var job = Given.Job();
        return (await Under.AddBudgetAsync(new NewBudget($"project:{job.Key.Project}", limit) { AtLimit = atLimit }), job);
    }

    private async Task<(long Posted, long Held)> PostedAndHeldAsync(int budget)
    {
        var sums = Assert.Single(await Under.SumsAsync(budget));
        return (sums.Posted, sums.Held);
    }
}
