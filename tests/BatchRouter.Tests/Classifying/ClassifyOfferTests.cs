using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Jobs;
using BatchRouter.Providers.Counting;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Classifying;

public sealed class ClassifyOfferTests
{
    private static readonly TokenCounter Counter = new();

    [Fact]
    public void Predict_AnyPrompt_HoldsAtLeastWhatTheQuestionCosts() => Gen.String[0, 3_000].Sample(prompt =>
    {
        var (question, candidate) = (ClassifyPrompt.Of(Some.Job(prompt), Kinds.Settings), Predict(prompt));
        var charge = candidate.Offer.Price.ChargeNanoUsd(new Usage(Counter.Measure(question).Tokens, 0, candidate.MaxOutputTokens, 0));
        return charge <= candidate.HoldNanoUsd && candidate.CostNanoUsd <= candidate.HoldNanoUsd;
    });

    [Fact]
    public void Of_ALongPrompt_ShowsItsBeginningAndCutsNoPair()
    {
        var question = ClassifyPrompt.Of(Some.Job(new string('x', 1_999) + "\U0001F600 and more"), Kinds.Settings);
        Assert.Equal(new string('x', 1_999), question.Messages[^1].Text);
        Assert.Contains("- hard: several steps", question.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AJobWithToolsAndSchema_AsksForPlainTextAndLittleOfIt()
    {
        var job = Some.Job() with { Tools = [new Tool("t", null, "{}")], Format = ResponseFormatKind.JsonSchema, JsonSchema = "{}", Temperature = 1 };
        var question = ClassifyPrompt.Of(job, Kinds.Settings);
        Assert.Empty(question.Tools);
        Assert.Equal((ResponseFormatKind.Text, null, 0.0, 16), (question.Format, question.JsonSchema, question.Temperature!.Value, question.MaxOutputTokens));
    }

    [Fact]
    public void OutputTokens_ALongName_FitsWhole()
    {
        var name = new string('ü', 40);
        Assert.Equal(Encoding.UTF8.GetByteCount(name), ClassifyPrompt.OutputTokens(Kinds.Settings with { Classes = [new PromptClass(name, "", [], null)] }));
    }

    private static Candidate Predict(string prompt) =>
        ClassifyOffer.Predict(Some.Request(Some.Job(prompt)), Kinds.Settings, new Offer(Some.Quick, Lane.Sync, Some.Quick.Prices[0]));
}
