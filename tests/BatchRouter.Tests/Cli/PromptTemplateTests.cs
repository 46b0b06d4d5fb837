using BatchRouter.Cli.Submitting;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class PromptTemplateTests
{
    [Fact]
    public void Fill_PutsTextAndNameInTheirPlaces() =>
        Assert.Equal("Sum up a.txt:\nhello\n{{other}}", PromptTemplate.Parse("t.md", "Sum up {{name}}:\n{{ text }}\n{{other}}").Fill("a.txt", "hello"));

    [Fact]
    public void Fill_ATextThatHoldsPlaces_StaysAsItIs() =>
        Assert.Equal("{{name}} $1 {{text}} in a.txt", PromptTemplate.Parse("t.md", "{{text}} in {{name}}").Fill("a.txt", "{{name}} $1 {{text}}"));

    [Theory]
    [InlineData("")]
    [InlineData("only {{name}}")]
    [InlineData("{text}")]
    public void Parse_WithoutAPlaceForTheText_SaysSo(string template) =>
        Assert.Contains("t.md: {{text}} is missing", Assert.Throws<InvalidDataException>(() => PromptTemplate.Parse("t.md", template)).Message, StringComparison.Ordinal);
}
