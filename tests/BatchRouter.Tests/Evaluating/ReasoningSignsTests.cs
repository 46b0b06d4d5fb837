using BatchRouter.Cli.Evaluating;
using BatchRouter.Cli.Evaluating.Reading;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

public sealed class ReasoningSignsTests
{
    [Theory]
    [InlineData("{\"reasoning\": \"First 3 * 4 = 12. So 12 + 6 = 18 remain.\", \"answer\": \"18\"}", "18", true)]
    [InlineData("{\"reasoning\": \"So he pays $1,800 in all.\", \"answer\": \"1800\"}", "1800", true)]
    [InlineData("{\"reasoning\": \"He has 18 eggs. We subtract the eaten ones.\", \"answer\": \"18\"}", "18", false)]
    [InlineData("{\"reasoning\": \"There are 63 of them.\", \"answer\": \"6\"}", "6", false)]
    [InlineData("{\"reasoning\": \"It joins both.\\nThe list is [1, 2].\", \"answer\": \"[1, 2]\"}", "[1,2]", true)]
    [InlineData("{\"reasoning\": \"It joins both.\", \"answer\": \"[1, 2]\"}", "[1,2]", false)]
    [InlineData("The sum is 5.\n", "5", true)]
    [InlineData("The sum is 5.", null, false)]
    [InlineData(null, "5", false)]
    public void IsConcluded_LastSentenceBeforeTheAnswer_MustNameIt(string? response, string? answer, bool concluded) =>
        Assert.Equal(concluded, ReasoningSigns.IsConcluded(Outcome(response, answer)));

    [Theory]
    [InlineData("{\"reasoning\": \"at once\", \"answer\": \"5\"}", false)]
    [InlineData("Let us think about the two numbers one after the other.\n{\"reasoning\": \"\", \"answer\": \"5\"}", true)]
    [InlineData("Sure!\n{\"reasoning\": \"\", \"answer\": \"5\"}", false)]
    [InlineData("No form at all, but a long way through the whole question.", true)]
    [InlineData(null, false)]
    public void IsFirst_ReasoningBeforeTheForm_IsSeen(string? response, bool first) => Assert.Equal(first, ReasoningSigns.IsFirst(Outcome(response, "5")));

    [Theory]
    [InlineData("1,234", true)]
    [InlineData("-7", true)]
    [InlineData("7.5", false)]
    [InlineData("7 apples", false)]
    [InlineData(null, false)]
    public void IsWhole_Answer_IsAWholeNumberWithoutUnit(string? answer, bool whole) => Assert.Equal(whole, ReasoningSigns.IsWhole(answer));

    private static ModelOutcome Outcome(string? response, string? answer) => new(1, response?.Length ?? 0, answer, response);
}
