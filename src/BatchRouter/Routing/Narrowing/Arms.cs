using BatchRouter.Experimenting;

namespace BatchRouter.Routing.Narrowing;

/// <summary>
/// What an experiment's arm says. An A/B arm is kept to, or the comparison were of mixtures; a canary is asked only as long as it may be,
/// so that its failures and its health cost no job anything. A shadow says nothing: it runs after the job.
/// </summary>
internal static class Arms
{
    public static Narrowed? Narrow(Assignment assignment) => assignment.Kind == ExperimentKind.Shadow ? null : new Narrowed(
        new StrategyNote("experiment", ReasonCodes.InArm, $"{assignment.Experiment}/{assignment.Arm.Name}"),
        assignment.Arm.Models,
        assignment.Arm.Quality,
        ReasonCodes.OffArm,
        assignment.Kind == ExperimentKind.AB ? Firmness.WhileAble : Firmness.WhileEligible);
}
