using BatchRouter.Scoring;
using BatchRouter.Scoring.Verifying;
using Xunit;

namespace BatchRouter.Tests.Scoring;

public sealed class FinalNumberVerifierTests
{
    [Theory]
    [InlineData("3 + 4 = 7\n#### 7", 7, true)]
    [InlineData("#### $1,234.50", 1234.5, true)]
    [InlineData("#### -3\n\n", -3, true)]
    [InlineData("So the answer is 18 dollars.", 18, true)]
    [InlineData("**Answer:** 18", 18, true)]
    [InlineData("Thus \\boxed{42}.", 42, true)]
    [InlineData("She has 3 eggs.\nIn total she sells 18 eggs a day.", 18, false)]
    public void Find_FinalNumber_IsRead(string text, double expected, bool marked)
    {
        var found = FinalAnswer.Find(text);
        Assert.Equal((decimal)expected, found?.Value);
        Assert.Equal(marked, found?.IsMarked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I do not know.")]
    [InlineData("#### none\nno number here")]
    public void Find_NoNumber_IsNull(string text) => Assert.Null(FinalAnswer.Find(text));

    [Theory]
    [InlineData("He buys 2 * 30 = 60 eggs.\n#### 60", "backed-final-number", 1)]
    [InlineData("He buys 2 * 30 = 60 eggs.\n#### 61", "backed-final-number", 0)]
    [InlineData("He buys 2 * 30 = 70 eggs.\n#### 70", "wrong-arithmetic", 1)]
    [InlineData("He buys 2 * 30 = 60 eggs.\n#### 60", "wrong-arithmetic", 0)]
    [InlineData("He buys 2 * 30 = 60 eggs.\n#### 60", "unused-question-numbers", 0)]
    [InlineData("He buys 2 eggs.\n#### 2", "unused-question-numbers", 0.5)]
    [InlineData("He buys 2 eggs.\n#### 2", "skipped-steps", 1)]
    [InlineData("2 * 30 = 60.5\n#### 60.5", "fractional-final-number", 1)]
    [InlineData("2 / 30 = 0.067\n#### 1", "rounded-step", 1)]
    [InlineData("2 * 30 = <<2*3", "cut-equation", 1)]
    [InlineData("That is not possible.\n#### 60", "doubt", 1)]
    [InlineData("#### 60\nQuestion: what is the sum of 1 and 2?", "text-after-final-number", 1)]
    [InlineData("He buys 60", "unmarked-final-number", 1)]
    [InlineData("I cannot say", "no-final-number", 1)]
    [InlineData("1 + 1 = 2 and 2 + 2 = 4", "checked-equations", 2)]
    public void Verify_Answer_HasFinding(string answer, string feature, double expected)
    {
        var findings = new FinalNumberVerifier().Verify(Scores.Input(answer, "Bo buys 2 boxes of 30 eggs. How many eggs?")).Findings;
        Assert.Equal(expected, Assert.Single(findings, finding => finding.Feature.Name == feature).Value, 9);
    }

    [Fact]
    public void Features_OfAllVerifiers_HaveUniqueNames()
    {
        var names = Verifiers.All.SelectMany(verifier => verifier.Features).Concat(AnswerFeatures.All).Select(feature => feature.Name).ToList();
        Assert.Equal(names.Distinct(), names);
    }
}
