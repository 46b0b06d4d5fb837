using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Scoring;

public sealed class TaskScoringTests
{
    [Fact]
    public void Problems_Defaults_None()
    {
        Assert.Empty(TaskScoring.Default.Problems());
        Assert.Empty(TaskScoring.WordProblems.Problems());
        Assert.Empty(Scores.Everything.Problems());
    }

    [Fact]
    public void Problems_Misconfigured_NamesTheKey()
    {
        var weights = new ScoringWeights { Slope = double.NaN, Offset = 11, VetoCap = 0.9, ByFeature = new Dictionary<string, double> { ["echo"] = 1, ["unknown-finish"] = 21 } };
        var problems = new TaskScoring { Verifiers = ["final-numbr", "json-fields", "json-fields"], Threshold = 1.1, Weights = weights }.Problems();
        string[] keys = ["verifiers", "verifiers", "threshold", "weights.slope", "weights.offset", "weights.vetoCap", "weights.byFeature.echo", "weights.byFeature.unknown-finish"];
        Assert.Equal(keys, problems.Select(problem => problem[..problem.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Fact]
    public void Weights_ByFeature_ReplaceTheDefault()
    {
        var input = Scores.Input("Paris").With(a => a with { Finish = FinishReason.Other });
        var weights = new ScoringWeights { ByFeature = new Dictionary<string, double> { ["unknown-finish"] = 0 } };
        Assert.Equal(0.65, new AnswerScorer(null!).Score(input, new TaskScoring { Weights = weights }).Confidence, 9);
    }

    [Theory]
    [InlineData("""{"a":"x","b":2}""", 0.0)]
    [InlineData("""{"a":"","b":2}""", 0.5)]
    [InlineData("""{"a":null,"b":[]}""", 1.0)]
    [InlineData("{}", 1.0)]
    [InlineData("not json", null)]
    public void JsonFields_Object_CountsEmptyFields(string json, double? share) =>
        Assert.Equal(share, Find("json-fields", Scores.Input(json)));

    [Theory]
    [InlineData("Summarise this long letter about the harvest in a sentence.", 1.0)]
    [InlineData("The harvest was good in the valley, says the long letter.", 0.0)]
    [InlineData("Summarise", 0.0)]
    public void NotEcho_Answer_IsCompared(string answer, double echo) =>
        Assert.Equal(echo, Find("not-echo", Scores.Input(answer, "Summarise this long letter about the harvest in a sentence.")));

    private static double? Find(string verifier, ScoringInput input) =>
        Verifiers.Find(verifier)!.Verify(input).Findings is [var only] ? only.Value : null;
}
