using BatchRouter.Learning.Reading;
using Xunit;

namespace BatchRouter.Tests.Learning;

public sealed class PromptReadingTests
{
    private static readonly string[] Phrases = [" not ", "not", "i.", "ii", "ii.", "which", "chic", "____"];

    [Theory]
    [InlineData("")]
    [InlineData("i")]
    [InlineData(" is it not so ")]
    [InlineData("whichic")]
    [InlineData("xiii.")]
    [InlineData("___ ____")]
    [InlineData("wwhiwhich nóot nonot é")]
    [InlineData("notnotnotnotnotnotnotnot chi which")]
    public void Phrases_InOneWalk_AreThoseThatASearchForEachFinds(string text)
    {
        var found = new PhraseFinder(Phrases).Find(text);
        Assert.Equal(Phrases.Select(phrase => text.Contains(phrase, StringComparison.Ordinal)), Phrases.Select((_, p) => ((found >> p) & 1) == 1));
    }

    [Fact]
    public void Phrases_WhereverTheyStand_AreFound()
    {
        var finder = new PhraseFinder(Phrases);
        for (var at = 0; at < 40; at++)
            Assert.Equal(0b10u, finder.Find(new string('x', at) + "not" + new string('x', 40 - at)));
    }

    [Fact]
    public void Tally_CountsWordsNumbersSignsAndCapitals()
    {
        var tally = CharTally.Of("The École says: \"12 + 3.5\"\n___ of Ⓐ extraordinary_ (xA) Ünits, “$5”?");
        Assert.Equal((7, 2, 5, 4), (tally.Words, tally.Lines, tally.Digits, tally.Numbers));
        Assert.Equal((4, 2, 5), (tally.Uppers, tally.Capitalised, tally.NonAscii));
        Assert.Equal((2, 1, 1, 1), (tally.Code, tally.Latex, tally.Operators, tally.Questions));
        Assert.Equal((4, 1, 1), (tally.Quotes, tally.Commas, tally.Sentences));
        Assert.Equal((13, 1), (tally.LongestWord, tally.LongWords));
    }
}
