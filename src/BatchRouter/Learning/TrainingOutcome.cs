namespace BatchRouter.Learning;

/// <summary>What became of an attempt to learn.</summary>
/// <typeparam name="T">What is learned.</typeparam>
/// <param name="Findings">What was dropped, merged or remarkable in the data; empty where it was clean.</param>
public abstract record TrainingOutcome<T>(IReadOnlyList<TrainingFinding> Findings)
{
    /// <summary>Something was learned; the findings still want to be read.</summary>
    public sealed record Learned(T Model, IReadOnlyList<TrainingFinding> Findings) : TrainingOutcome<T>(Findings);

    /// <summary>Nothing may be learned from this data, and why, with the remedy.</summary>
    public sealed record Refused(string Reason, IReadOnlyList<TrainingFinding> Findings) : TrainingOutcome<T>(Findings);
}
