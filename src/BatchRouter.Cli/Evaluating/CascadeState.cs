namespace BatchRouter.Cli.Evaluating;

/// <summary>What the cascade would believe about a row at each of its steps; a step's beliefs are used only when its calls were paid.</summary>
/// <param name="Read">Having read the cheap answer.</param>
/// <param name="IfAgrees">Knowing also that the second cheap model agrees.</param>
/// <param name="IfNot">Knowing also that it does not.</param>
/// <param name="Agrees">Chance that it agrees, before it is asked.</param>
/// <param name="SecondUsd">Expected cost of asking it, in the mean of rows that look alike.</param>
/// <param name="TargetUsd">Of asking the target.</param>
/// <param name="OtherUsd">Of the other strong model.</param>
internal sealed record CascadeState(
    Beliefs Read, Beliefs IfAgrees, Beliefs IfNot, double Agrees, double SecondUsd, double TargetUsd, double OtherUsd);

/// <summary>Chances of a right answer, 0..1.</summary>
/// <param name="Cheap">The cheap answer that stands.</param>
/// <param name="Target">The target's, if it were asked.</param>
/// <param name="Other">The other strong model's.</param>
internal readonly record struct Beliefs(double Cheap, double Target, double Other);
