using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing;
using BatchRouter.Sandbox.Crashing.Storing;
using Xunit;

namespace BatchRouter.Tests.Crashing;

/// <summary>The promises, crash by crash; and that the simulator can fail.</summary>
public sealed class SeedSweepTests
{
    private const int Seeds = 400;

    private static readonly Lazy<SweepResult> Sweep = new(() => SeedSweep.Run(1, Seeds, Breakage.None, null, CancellationToken.None));

    [Fact]
    public void Run_400Seeds_BreaksNoPromise() =>
        Assert.True(Sweep.Value.Violations == 0, $"seed {Sweep.Value.FirstViolation?.Seed}: {Sweep.Value.FirstViolation?.Violation}\n{string.Join('\n', Sweep.Value.FirstViolation?.Journal ?? [])}");

    [Fact]
    public void Run_400Seeds_CrashesAtEveryPoint()
    {
        Assert.Equal(Seeds, Sweep.Value.Seeds);
        Assert.All(Sweep.Value.Crashes, point => Assert.True(point.Value > 0, $"nobody died at {point.Key}"));
    }

    // A simulation that never reaches a case proves nothing about it.
    [Fact]
    public void Run_400Seeds_ReachesEveryPurposeEveryStateAndEveryEnd() => Assert.All(
        Enum.GetNames<Purpose>().Concat(["Replied", "Failed", "Assumed"]).Select(name => $"attempt {name.ToLowerInvariant()}").Concat(
        [
            "entry correction", "job rescued", "job settled", "job settled attempts_cap", "job settled budget_exceeded", "job settled plan_ended",
            "job settled poison", "job rejected budget_exceeded", "job rejected budget_contended", "job rejected max_cost_too_low",
            "message id_conflict", "message invalid_text",
            "side shadow settled", "side audit settled", "side judge settled", "side warm settled", "side audit rejected",
            "shipment closed completed", "shipment closed expired", "shipment closed cancelled", "shipment dropped", "batch refused",
            "row replied", "row failed unsent", "row failed cancelled", "row failed expired", "row assumed missing", "row assumed overdue",
            "finding duplicate", "finding foreign", "finding late", "finding missing",
            "comparison exact agreement", "comparison judge judge_given", "comparison judge judge_unreadable", "comparison fields no_json_object",
        ]),
        name => Assert.True(Sweep.Value.Happened.GetValueOrDefault(name) > 0, $"never: {name}"));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(42)]
    public void Run_TheSameSeedTwice_GivesTheSameJournal(ulong seed)
    {
        var (one, other) = (SeedRun.Run(seed), SeedRun.Run(seed));
        Assert.Equal((one.JournalHash, one.JournalLines, one.Steps), (other.JournalHash, other.JournalLines, other.Steps));
        Assert.NotEqual(one.JournalHash, SeedRun.Run(seed + 1).JournalHash);
    }

    [Theory]
    [InlineData(Breakage.CheckThenAdd, "limit passed")]
    [InlineData(Breakage.SettleWithoutGuard, "ended twice")]
    [InlineData(Breakage.VoidOnTimer, "ledger differs from the bill")]
    [InlineData(Breakage.ForgetClaim, "no rest")]
    [InlineData(Breakage.SidesLater, "side jobs differ")]
    [InlineData(Breakage.ForgetWayBack, "sums differ")]
    [InlineData(Breakage.CreateTwice, "sent twice")]
    [InlineData(Breakage.CloseWithoutMissing, "closed too early")]
    [InlineData(Breakage.LandTwice, "ended twice")]
    public void Run_APlantedFault_IsCaughtAndReplays(Breakage breakage, string violation)
    {
        var caught = Enumerable.Range(1, Seeds).Select(seed => SeedRun.Run((ulong)seed, breakage))
            .First(verdict => verdict.Violation?.StartsWith(violation, StringComparison.Ordinal) == true);

        Assert.NotEmpty(caught.Journal);
        Assert.Equal(caught.Violation, SeedRun.Run(caught.Seed, breakage).Violation);
        Assert.Null(SeedRun.Run(caught.Seed).Violation);
    }
}
