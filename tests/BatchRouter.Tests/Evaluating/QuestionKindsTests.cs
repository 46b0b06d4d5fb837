using BatchRouter.Cli.Evaluating;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

public sealed class QuestionKindsTests
{
    [Theory]
    [InlineData("def f(a):\n    return a", "Code")]
    [InlineData("What does ```x = 1``` print?", "Code")]
    [InlineData("Find $x^2$ for x = 3", "Formula")]
    [InlineData(@"Simplify \frac{1}{2}", "Formula")]
    [InlineData("Tom pays $5 and gets $3 back", "Prose")]
    [InlineData("A default is defined (once)", "Prose")]
    public void Of_Prompt_IsToldByItsMarks(string prompt, string kind) => Assert.Equal(kind, QuestionKinds.Of(prompt).ToString());
}
