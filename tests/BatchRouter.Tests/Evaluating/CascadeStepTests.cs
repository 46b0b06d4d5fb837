using BatchRouter.Cli.Evaluating;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

public sealed class CascadeStepTests
{
    private static readonly Escalation Some = new("some"), More = new("more"), Most = new("most");

    [Fact]
    public void Climb_EachStep_IsWorthLessThanTheOneBefore()
    {
        var steps = CascadeStep.Climb("cell", [(Most, 10, 0.3), (Some, 1, 0.1), (More, 4, 0.25)], share: 0.5).ToList();
        Assert.Equal([Some, More, Most], steps.Select(step => step.To));
        Assert.Equal([0.1, 0.05, 0.05 / 6], steps.Select(step => step.Worth), (one, other) => Math.Abs(one - other) < 1e-12);
        Assert.Equal((5, 0.15), (steps.Sum(step => step.Usd), steps.Sum(step => step.Won)), (one, other) => Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) < 1e-12);
    }

    [Fact]
    public void Climb_EscalationBelowTheHull_IsPassedOver() =>
        Assert.Equal([Most], CascadeStep.Climb("cell", [(Some, 5, 0.1), (Most, 6, 0.3)], share: 1).Select(step => step.To));

    [Fact]
    public void Climb_NothingWins_HasNoSteps() => Assert.Empty(CascadeStep.Climb("cell", [(Some, 1, 0), (More, 2, -0.1)], share: 1));
}
