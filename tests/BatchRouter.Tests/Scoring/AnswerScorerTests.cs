using BatchRouter.Providers.Schemas;
using BatchRouter.Scoring;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Scoring;

public sealed class AnswerScorerTests
{
    private const string Schema = """{"type":"object","required":["name"]}""";

    private readonly AnswerScorer _scorer = new(new NJsonSchemaValidator());

    [Fact]
    public void Score_NothingKnown_IsThePrior() =>
        Assert.Equal(0.7, _scorer.Score(Scores.Input("Paris", prior: 0.7), TaskScoring.Default).Confidence, 9);

    [Theory]
    [InlineData("", ResponseFormatKind.Text, Vetoes.Empty)]
    [InlineData(" \n\u00a0", ResponseFormatKind.Text, Vetoes.Empty)]
    [InlineData("I’m sorry, but I can’t help with that.", ResponseFormatKind.Text, Vetoes.Refused)]
    [InlineData(" As an AI language model, I have no opinion.", ResponseFormatKind.Text, Vetoes.Refused)]
    [InlineData("{\"name\":", ResponseFormatKind.JsonObject, Vetoes.InvalidJson)]
    [InlineData("[1]", ResponseFormatKind.JsonObject, Vetoes.InvalidJson)]
    [InlineData("{} {}", ResponseFormatKind.JsonObject, Vetoes.InvalidJson)]
    [InlineData("```json\n{}\n```", ResponseFormatKind.JsonSchema, Vetoes.InvalidJson)]
    [InlineData("{}", ResponseFormatKind.JsonSchema, Vetoes.SchemaMismatch)]
    public void Score_Veto_CapsAndIsNamed(string text, ResponseFormatKind format, string veto)
    {
        var score = _scorer.Score(Scores.Input(text, format: format, schema: Schema, prior: 0.99), TaskScoring.Default);
        Assert.True(score.Has(veto));
        Assert.Equal(ScoringWeights.Default.VetoCap, score.Confidence, 9);
    }

    [Theory]
    [InlineData("{}", ResponseFormatKind.JsonObject)]
    [InlineData("{\"a\":\"\ud800\"}", ResponseFormatKind.JsonObject)]
    [InlineData("""{"name":"Ann"}""", ResponseFormatKind.JsonSchema)]
    [InlineData("I cannot find an error in this proof.", ResponseFormatKind.Text)]
    public void Score_Sound_HasNoVeto(string text, ResponseFormatKind format) =>
        Assert.DoesNotContain(_scorer.Score(Scores.Input(text, format: format, schema: Schema), TaskScoring.Default).Signals, IsVeto);

    [Fact]
    public void Score_LongAnswerThatOpensWithRegret_IsNoRefusal() =>
        Assert.DoesNotContain(_scorer.Score(Scores.Input("I'm sorry, but I can only list these: " + new string('a', 500)), TaskScoring.Default).Signals, IsVeto);

    [Fact]
    public void Score_FinishAndRefusalField_Veto()
    {
        var input = Scores.Input("Paris");
        Assert.True(Score(input.With(a => a with { Finish = FinishReason.Length })).Has(Vetoes.Truncated));
        Assert.True(Score(input.With(a => a with { Finish = FinishReason.ContentFilter })).Has(Vetoes.Refused));
        Assert.True(Score(input.With(a => a with { Refusal = "no" })).Has(Vetoes.Refused));
    }

    [Fact]
    public void Score_ToolCallsWithoutText_IsNotEmpty() =>
        Assert.DoesNotContain(
            Score(Scores.Input("", format: ResponseFormatKind.JsonObject).With(a => a with { ToolCallsJson = "[]", Finish = FinishReason.ToolCalls })).Signals, IsVeto);

    [Fact]
    public void Score_UnusableSchema_BlamesNobody()
    {
        var score = Score(Scores.Input("{}", format: ResponseFormatKind.JsonSchema, schema: """{"$ref":"http://localhost/x"}"""));
        Assert.True(score.Has("unusable-schema"));
        Assert.DoesNotContain(score.Signals, IsVeto);
    }

    [Fact]
    public void Score_HigherLogProbabilityOrPrior_NeverLowers() =>
        Gen.Select(Gen.Double[-5, 0], Gen.Double[0, 2], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((mean, more, prior, higher) =>
        {
            double At(double logProbability, double p) =>
                Score(Scores.Input("Paris", prior: p).With(a => a with { MeanLogProbability = logProbability })).Confidence;
            return At(mean + more, prior) >= At(mean, prior) && At(mean, Math.Max(prior, higher)) >= At(mean, prior);
        });

    [Fact]
    public void Score_AnyText_IsAProbabilityThatItsSignalsExplain() =>
        Gen.Select(AnyText, AnyText, Gen.Enum<ResponseFormatKind>(), Gen.Double, Gen.Double, Gen.Bool).Sample((text, prompt, format, prior, mean, tools) =>
        {
            var input = Scores.Input(text, prompt, format, Schema, prior).With(a => a with { MeanLogProbability = mean, ToolCallsJson = tools ? "[]" : null });
            var score = _scorer.Score(input, Scores.Everything);
            var explained = 1 / (1 + Math.Exp(-Math.Clamp(score.Signals.Sum(signal => signal.Contribution), -30, 30)));
            return score.Confidence is >= 0 and <= 1 && Math.Abs(explained - score.Confidence) < 1e-6;
        });

    private static readonly string[] Fragments =
        ["<<", ">>", "####", "\\boxed{", "answer is ", "1,000", " = ", "9", "\ud800", "20% of ", "\\text{", "{\"a\":", "}", " x ", "999999999999", "0.000000000001", "/"];

    // Prose, arithmetic, JSON, U+0000 and lone surrogates in any mixture.
    private static Gen<string> AnyText => Gen.OneOf(
        Gen.String,
        Gen.Char["0123456789+-*/=()<>#%$.,x {}[]\":\\\n\0\ud800\udc00ao"].Array[0, 80].Select(letters => new string(letters)),
        Gen.Int[0, Fragments.Length - 1].Select(i => Fragments[i])
            .Array[0, 30].Select(string.Concat));

    private Score Score(ScoringInput input) => _scorer.Score(input, TaskScoring.Default);

    private static bool IsVeto(Signal signal) => Vetoes.All.Contains(signal.Name);
}
