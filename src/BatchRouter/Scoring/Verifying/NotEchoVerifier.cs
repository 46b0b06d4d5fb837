namespace BatchRouter.Scoring.Verifying;

/// <summary>An answer that only repeats the beginning of the question answers nothing.</summary>
internal sealed class NotEchoVerifier : IVerifier
{
    // A short answer may rightly be a word of the question.
    private const int ShortestEchoChars = 40;
    private const double EchoShare = 0.9;

    private static readonly Feature Echo = new("echo", -3, "1 where nine tenths of the answer are the question's own beginning, else 0");

    public string Name => "not-echo";

    public IReadOnlyList<Feature> Features { get; } = [Echo];

    public VerifierVerdict Verify(ScoringInput input)
    {
        var answer = input.Answer.Text.AsSpan().Trim();
        var prompt = input.Prompt.AsSpan().Trim();
        var isEcho = answer.Length >= ShortestEchoChars && answer.CommonPrefixLength(prompt) >= EchoShare * answer.Length;
        return new VerifierVerdict([new FeatureValue(Echo, isEcho ? 1 : 0)]);
    }
}
