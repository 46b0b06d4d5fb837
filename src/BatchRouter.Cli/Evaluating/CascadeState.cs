namespace BatchRouter.Cli.Evaluating;

/// <summary>What the cascade would believe about a row at each of its steps; a step's value is used only when its calls were paid.</summary>
/// <param name="Cheap">Confidence in the cheap answer, having read it.</param>
/// <param name="CheapAgainstSecond">The same, knowing also whether the second cheap model agrees.</param>
/// <param name="Target">Predicted quality of the target, from the prompt.</param>
/// <param name="Other">Of the other strong model.</param>
/// <param name="FirstStrong">Which strong model is asked first.</param>
/// <param name="StrongAgreed">Confidence in the first strong answer, knowing whether the answers before agree with it.</param>
internal sealed record CascadeState(double Cheap, double CheapAgainstSecond, double Target, double Other, string FirstStrong, double StrongAgreed);
