namespace BatchRouter.Scoring;

/// <summary>A cheap check of an answer's content, chosen per task by name. Pure, linear in the text's length, never throws.</summary>
public interface IVerifier
{
    string Name { get; }

    /// <summary>Every feature a verdict may hold: the keys a task may weigh.</summary>
    IReadOnlyList<Feature> Features { get; }

    VerifierVerdict Verify(ScoringInput input);
}

/// <summary>Graded findings; what does not apply to the answer is left out rather than guessed.</summary>
public sealed record VerifierVerdict(IReadOnlyList<FeatureValue> Findings)
{
    public static readonly VerifierVerdict NotApplicable = new([]);
}
