using BatchRouter.Scoring.Arithmetic;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Scoring;

public sealed class WorkedTextReaderTests
{
    [Theory]
    [InlineData("She makes 9 * $2 = $<<9*2=18>>18 every day.", 2)]
    [InlineData("48/2 = 24", 1)]
    [InlineData("20% of 50 = 10", 1)]
    [InlineData("3 + 4 = 7 eggs", 1)]
    [InlineData("2100 x 52 = $109,200", 1)]
    [InlineData("6 × 7 = 42, then 42 ÷ 6 = 7.", 2)]
    [InlineData("1/2 of 50 = 25", 1)]
    [InlineData("0.5 of 50 = 25", 1)]
    [InlineData("3 * 4 + 5 = 12 + 5 = 17", 2)]
    [InlineData("(8 + 2) / 2 = 5 pounds", 1)]
    [InlineData("2(3 + 4) = 14", 1)]
    [InlineData("250 / 3 = 83.33", 1)]
    [InlineData("25 / 4 = 7 buses", 1)]
    [InlineData("5 / 20 * 100 = 25%", 1)]
    [InlineData("100% - 20% = 80%", 1)]
    [InlineData("8 hours/day * 5 days = 40 hours", 1)]
    [InlineData("1,150 \\* 50 = $57,500", 1)]
    [InlineData("$6 \\times 7 = 42$", 1)]
    [InlineData("**3 + 4 = 7**", 1)]
    [InlineData("125 - 148 = -$23", 1)]
    [InlineData("He spends $20 (5 * 4 = 20) on it", 1)]
    [InlineData("6 x 6 = 36 / 12 = 3 pizzas", 2)]
    [InlineData("5 times 3 equals 15", 1)]
    public void Read_RightArithmetic_Recomputes(string text, int equations)
    {
        var found = WorkedTextReader.Read(text).Equations;
        Assert.All(found, equation => Assert.True(equation.IsRight));
        Assert.Equal(equations, found.Count);
    }

    [Theory]
    [InlineData("3 + 4 = 8 eggs")]
    [InlineData("<<7*6=48>>48")]
    [InlineData("20% of 50 = 15")]
    [InlineData("12.5 * 2 = 25.1")]
    [InlineData("2,000 x 1.05 = 2,200")]
    [InlineData("10 - 2 * 3 = 24")]
    public void Read_WrongArithmetic_IsFound(string text) =>
        Assert.Contains(WorkedTextReader.Read(text).Equations, equation => !equation.IsRight);

    [Theory]
    [InlineData("Let x be the age: 2x + 3 = 13, so x = 5")]
    [InlineData("6s + 9 = 3 * (s + 9)")]
    [InlineData("1 hour = 60 minutes")]
    [InlineData("half of 20 + 5 = 15")]
    [InlineData("4 dozens + 2 = 50")]
    [InlineData("on the 2nd day + 3 = 5")]
    [InlineData("5 / 0 = 0")]
    [InlineData("999999999999 * 999999999999 = 1")]
    [InlineData("the 1000-piece puzzle = 7 - a lot")]
    [InlineData("1 1/2 * 4 = 6")]
    [InlineData("a total of 6 => 7 + 1")]
    public void Read_WhatCannotBeRecomputed_IsNotAccused(string text) =>
        Assert.DoesNotContain(WorkedTextReader.Read(text).Equations, equation => !equation.IsRight);

    [Theory]
    [InlineData("Milo can cover 72 / 12 = <<72/1", true)]
    [InlineData("so 72 / ", true)]
    [InlineData("so 72 =", true)]
    [InlineData("so 72 / 12 = 6.", false)]
    [InlineData("#### 6", false)]
    public void IsCut_TextEndsInsideEquation_IsSeen(string text, bool expected) => Assert.Equal(expected, WorkedTextReader.Read(text).IsCut);

    [Fact]
    public void Read_TrueSumsOfAnyNumbers_Recompute() =>
        Gen.Select(Gen.Int[0, 99_999], Gen.Int[0, 99_999], Gen.Char["+-*"]).Sample((a, b, symbol) =>
        {
            var result = symbol switch { '+' => (long)a + b, '-' => a - b, _ => (long)a * b };
            var text = FormattableString.Invariant($"They need {a:N0} {symbol} ${b} = ${result:N0} in all.");
            return WorkedTextReader.Read(text).Equations is [{ IsRight: true }];
        });

    [Theory]
    [InlineData("(")]
    [InlineData("-")]
    [InlineData("1+")]
    [InlineData("<<")]
    [InlineData("<<1=")]
    [InlineData("=1")]
    [InlineData("9")]
    [InlineData("1,")]
    [InlineData("1,000")]
    [InlineData("$ ")]
    [InlineData("\\")]
    [InlineData("\\text{")]
    [InlineData("((1)")]
    [InlineData("a")]
    [InlineData("**")]
    public void Read_EndlessRepetition_EndsInLinearTime(string part)
    {
        // A quadratic reader would need minutes for this.
        var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));
        Assert.NotNull(WorkedTextReader.Read(text));
        Assert.Null(Record.Exception(() => BatchRouter.Scoring.Verifying.FinalAnswer.Find(text)));
    }
}
