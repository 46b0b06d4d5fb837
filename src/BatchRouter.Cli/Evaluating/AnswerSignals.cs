using BatchRouter.Providers.Schemas;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>The signals of an answer's score, with some more that only a measurement knows.</summary>
internal static class AnswerSignals
{
    private static readonly AnswerScorer Scorer = new(new NJsonSchemaValidator());

    public static IReadOnlyList<Signal> Of(ScoringInput input, TaskScoring scoring, params (string Name, double Value)[] more) =>
        [.. Scorer.Score(input, scoring).Signals, .. more.Select(one => new Signal(one.Name, one.Value, 0))];

    public static double LogOdds(double chance) => Math.Log(Math.Clamp(chance, 0.01, 0.99) / (1 - Math.Clamp(chance, 0.01, 0.99)));
}
