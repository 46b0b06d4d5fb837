using BatchRouter.Jobs;
using BatchRouter.Providers.Counting;
using BatchRouter.Running;
using CsCheck;
using Microsoft.ML.Tokenizers;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class TokenCounterTests
{
    private const int AroundOneMessage = 7;

    private static readonly TokenCounter Counter = new();
    private static readonly TiktokenTokenizer O200k = TiktokenTokenizer.CreateForEncoding("o200k_base");

    [Theory]
    [InlineData("", 0)]
    [InlineData("hello world", 2)]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    public void Measure_KnownText_HasItsKnownCount(string text, int tokens) => Assert.Equal(tokens + AroundOneMessage, Measure(text));

    [Fact]
    public void Measure_OrdinaryText_IsCountedAsTheTokenizerDoes()
    {
        string[] texts =
        [
            string.Join(' ', Enumerable.Range(0, 3_000).Select(i => $"Line {i}: don't panic, it's fine!\n")),
            string.Concat(Enumerable.Repeat("东京是日本的首都，人口很多。", 300)),
            string.Concat(Enumerable.Repeat("var x = list[i].Select(y => y + 1); // done\r\n", 300)),
            string.Concat(Enumerable.Repeat("भारत एक देश है। ", 300)),
        ];
        Assert.All(texts, text => Assert.Equal(O200k.CountTokens(text) + AroundOneMessage, Measure(text)));
    }

    [Fact]
    public void Measure_AnyText_IsNeverBelowTheTrueCountAndNeverAboveTheBytes() => AnyText.Sample(text =>
    {
        var counted = Measure(text) - AroundOneMessage;
        return counted >= O200k.CountTokens(text) && counted <= (3 * text.Length) + (text.Length / TextSlices.LongestRun) + 1;
    }, iter: 200);

    // 100,000 letters in one run took 7.6 s, and ten times as many a hundred times as long.
    [Theory]
    [InlineData("a")]
    [InlineData("ab1")]
    [InlineData(" ")]
    [InlineData("\\n")]
    [InlineData("!?")]
    [InlineData("😀")]
    [InlineData("का")]
    [InlineData("a\u0300")]
    [InlineData("''")]
    [InlineData("\\ud800")]
    [InlineData("=😀")]
    [InlineData("-\\n")]
    public void Of_AMegabyteWithoutABreak_LeavesNoLongRunWhole(string escaped)
    {
        var unit = Some.Text(escaped);
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        var slices = TextSlices.Of(text);
        Assert.Equal(text, string.Concat(slices.Select(slice => text[slice])));
        Assert.All(slices, slice => Assert.False(char.IsLowSurrogate(text[slice][0]) && slice.Start.Value > 0 && char.IsHighSurrogate(text[slice.Start.Value - 1])));
        Assert.All(slices, slice => Assert.InRange(LongestPiece(text[slice]), 0, 2 * TextSlices.LongestRun));
        Assert.True(Measure(text[..100_000]) > AroundOneMessage);
    }

    [Fact]
    public void Measure_ImagesAndTheRest_AreCounted()
    {
        var job = Some.Job() with
        {
            Messages = [new Message("user", [new Part.Text("look"), new Part.Image("https://example.org/a", null), new Part.Image("https://example.org/b", null)])],
            Tools = [new Tool("f", "finds", "{}")],
            JsonSchema = "{}",
            Body = new byte[1_000],
        };
        var size = ((ITokenCounter)Counter).Measure(job);
        Assert.Equal(2, size.Images);
        Assert.True(size.Tokens > Measure("look"));
        Assert.True(size.TokensAtMost > 1_000 + 512);
    }

    // Models that count as we do are held by this count: it must not be below what the provider bills, whatever the text.
    [Theory]
    [InlineData("hello")]
    [InlineData("a\\u0000b\\ud800c\\udc00")]
    [InlineData("\\ud800\\ud800\\ud800 😀")]
    public async Task Measure_AnyText_IsNotBelowTheBill(string escaped)
    {
        var prompt = Some.Text(escaped);
        await using var stage = await CallingStage.StartAsync(CallingStage.Once);
        await stage.CallAsync(prompt);
        Assert.True(Assert.Single(stage.Bill).InputTokens <= Measure(prompt));
    }

    private static Gen<string> AnyText => Gen.OneOf(
        Gen.String[0, 2_000],
        Gen.Char["ab"].Array[0, 3_000].Select(units => new string(units)),
        Gen.Char["aB1 .'\n-_/ü中😀का"].Array[0, 3_000].Select(units => new string(units)));

    private static int Measure(string text) => Counter.Measure(Some.Job(text)).Tokens;

    // What the tokenizer's own pattern leaves whole: its work grows with the square of this.
    private static int LongestPiece(string text)
    {
        var longest = 0;
        foreach (var (_, length) in O200k.PreTokenizer!.PreTokenize(text.AsSpan()))
            longest = Math.Max(longest, length);
        return longest;
    }
}
