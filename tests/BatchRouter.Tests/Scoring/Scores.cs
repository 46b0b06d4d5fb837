using BatchRouter.Scoring;

namespace BatchRouter.Tests.Scoring;

internal static class Scores
{
    public static readonly TaskScoring Everything = new() { Verifiers = [.. Verifiers.All.Select(verifier => verifier.Name)] };

    public static ScoringInput Input(
        string text, string prompt = "", ResponseFormatKind format = ResponseFormatKind.Text, string? schema = null, double prior = 0.65) =>
        new(new Answer { Text = text }, prompt, format, schema, prior);

    public static ScoringInput With(this ScoringInput input, Func<Answer, Answer> change) => input with { Answer = change(input.Answer) };
}
