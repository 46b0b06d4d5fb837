using System.CommandLine;
using BatchRouter.Cli;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class DemoChaosTests
{
    [Theory]
    [InlineData("kill")]
    [InlineData("none")]
    public void Chaos_OfAKnownWord_IsTaken(string word) => Assert.Empty(Parse("--chaos", word).Errors);

    [Fact]
    public void Chaos_IsNone_UnlessAsked() => Assert.Equal("none", Parse().GetValue<string>("--chaos"));

    [Theory]
    [InlineData("meteor")]
    [InlineData("Kill")]
    [InlineData("1")]
    public void Chaos_OfAnotherWord_IsAnErrorThatNamesTheWords(string word) =>
        Assert.Equal($"--chaos: {word} is not one of none, kill", Assert.Single(Parse("--chaos", word).Errors).Message);

    private static ParseResult Parse(params string[] arguments) => CommandLine.Root().Parse(["demo", .. arguments]);
}
