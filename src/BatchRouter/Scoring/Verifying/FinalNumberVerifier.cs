namespace BatchRouter.Scoring.Verifying;

internal sealed class FinalNumberVerifier : IVerifier
{
    public string Name => "final-number";

    public IReadOnlyList<Feature> Features { get; } = [];

    public VerifierVerdict Verify(ScoringInput input) => VerifierVerdict.NotApplicable;
}
