using BatchRouter.Budgeting;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Budgeting;

public sealed class AdmissionTests
{
    [Fact]
    public void Admit_Fits_HoldsInEveryAccount()
    {
        var (all, project) = (SomeBudgets.Account(SomeBudgets.Budget("all")), SomeBudgets.Account(SomeBudgets.Budget(id: 2)));
        Assert.Null(Admission.Admit(new Ask(600, 600, true), [all, project]));
        Assert.Equal((600, 600), (all.HeldNanoUsd, project.HeldNanoUsd));
    }

    [Fact]
    public void Admit_OneAccountHasNoRoom_HoldsInNone()
    {
        var (all, project) = (SomeBudgets.Account(SomeBudgets.Budget("all")), SomeBudgets.Account(SomeBudgets.Budget(id: 2), posted: 500));
        var refusal = Admission.Admit(new Ask(600, 600, true), [all, project]);
        Assert.Equal((2, true, 500, 600), (refusal!.Budget.Id, refusal.IsFull, refusal.PostedNanoUsd, refusal.AskedNanoUsd));
        Assert.Equal(0, all.HeldNanoUsd);
    }

    // Traps litellm#34732, #40095, one-api#2440, gbrain#4365: concurrent requests pass a budget, since each checks and adds later.
    [Fact]
    public void Admit_ManyOfOneGroup_EachSeesTheHoldsOfThoseBefore()
    {
        var account = SomeBudgets.Account(SomeBudgets.Budget());
        var admitted = Enumerable.Range(0, 50).Count(_ => Admission.Admit(new Ask(300, 300, true), [account]) is null);
        Assert.Equal((3, 900), (admitted, account.HeldNanoUsd));
    }

    [Fact]
    public void Admit_ToTheLastNanoDollar_Fits() =>
        Assert.Null(Admission.Admit(new Ask(400, 400, true), [SomeBudgets.Account(SomeBudgets.Budget(), posted: 300, held: 300)]));

    [Fact]
    public void Admit_OnlyHoldsInTheWay_IsContendedAndNotFull()
    {
        var refusal = Admission.Admit(new Ask(400, 400, true), [SomeBudgets.Account(SomeBudgets.Budget(), posted: 300, held: 301)]);
        Assert.Equal((false, false), (refusal!.IsFull, refusal.IsQueued));
    }

    [Fact]
    public void Admit_FullAndContended_SaysFull()
    {
        var contended = SomeBudgets.Account(SomeBudgets.Budget("all"), held: 900);
        var full = SomeBudgets.Account(SomeBudgets.Budget(id: 2), posted: 900);
        Assert.Equal(2, Admission.Admit(new Ask(400, 400, true), [contended, full])!.Budget.Id);
    }

    [Fact]
    public void Admit_OthersWait_AnArrivalStandsBehindThem()
    {
        var account = SomeBudgets.Account(SomeBudgets.Budget(), waiters: true);
        Assert.True(Admission.Admit(new Ask(1, 1, IsArrival: true), [account])!.IsQueued);
        Assert.Null(Admission.Admit(new Ask(1, 1, IsArrival: false), [account]));
    }

    // Trap litellm#38647: worst-case holds refuse all work near the cap while little is spent; a soft budget holds what attempts usually cost.
    [Fact]
    public void Admit_SoftAccount_AsksTheSmallerHoldAndKeepsTheReserve()
    {
        var soft = SomeBudgets.Account(SomeBudgets.Budget(soft: true, reserve: 100), posted: 800);
        Assert.Null(Admission.Admit(new Ask(5_000, 100, true), [soft]));
        Assert.Equal(100, soft.HeldNanoUsd);
        Assert.NotNull(Admission.Admit(new Ask(5_000, 1, true), [soft]));
    }

    // A limit may be lowered below what is spent: nothing more is held, not even nothing at all breaks.
    [Fact]
    public void Admit_LimitBelowWhatIsSpent_RefusesEveryHold() =>
        Assert.True(Admission.Admit(new Ask(1, 1, true), [SomeBudgets.Account(SomeBudgets.Budget(limit: 10), posted: 500)])!.IsFull);

    [Fact]
    public void Admit_AnyAsks_NeverPassTheLimitAndNeverRefuseWhatFits() =>
        Gen.Select(Gen.Long[0, 5_000], Gen.Long[0, 3_000], Gen.Long[0, 3_000], Gen.Long[1, 900].Array[1, 40]).Sample((limit, posted, held, asks) =>
        {
            var account = SomeBudgets.Account(SomeBudgets.Budget(limit: limit), posted, held);
            var before = posted + held;
            foreach (var asked in asks)
            {
                var room = limit - posted - account.HeldNanoUsd;
                var isAdmitted = Admission.Admit(new Ask(asked, asked, true), [account]) is null;
                Assert.Equal(asked <= room, isAdmitted);
            }

            Assert.True(posted + account.HeldNanoUsd <= Math.Max(limit, before));
        });

    [Fact]
    public void Arithmetic_NamesScopeWindowAndTheFourSums() => Assert.Equal(
        "budget project:demo per day: limit 1.000000000, posted 0.700000000, held 0.200000001, asked 0.100000000 USD",
        SomeBudgets.Refusal(700_000_000, 200_000_001, 100_000_000, limit: 1_000_000_000).Arithmetic);
}
