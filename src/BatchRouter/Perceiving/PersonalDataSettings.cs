namespace BatchRouter.Perceiving;

/// <summary>Personal data found in a prompt raises the job's data class: only models cleared for it are asked.</summary>
/// <param name="DataClass">The class that models have to be cleared for.</param>
/// <param name="Kinds">What is looked for.</param>
public sealed record PersonalDataSettings(string DataClass, IReadOnlyList<string> Kinds);
