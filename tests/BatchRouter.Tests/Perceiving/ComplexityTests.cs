using BatchRouter.Perceiving;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Perceiving;

public sealed class ComplexityTests
{
    private const string Greeting = "Say hello.";
    private const string Fact = "What is the capital of France?";
    private const string Sum = "A shop sells 3 apples for 2 dollars and 5 pears for 4 dollars. How much do 12 apples and 15 pears cost? Explain step by step.";
    private const string Proof = """
        Let $f: \mathbb{R} \to \mathbb{R}$ be such that $\int_0^1 f(x)\,dx = 1$ and $\lim_{x \to \infty} f(x) = 0$.
        1. Prove that $f$ is bounded if it is continuous.
        2. Derive the least constant $c$ such that $\sum_{n} f(n) \leq c$, or explain why there is none.
        3. Compare both with the case that $f$ is at most $\frac{1}{x^{2}}$. Why must it differ?
        """;

    private const string Code = """
        Explain why this loses updates and design a version that does not. It must not block if nobody writes.
        ```csharp
        public int Next() { if (_map.TryGetValue(key, out var value)) { _map[key] = value + 1; return value; } return 0; }
        ```
        """;

    private const string Choice = "Which gas do plants take in?\nA) Oxygen\nB) Nitrogen\nC) Carbon dioxide\nD) Helium";

    [Fact]
    public void Of_ClearCases_AreInTheirOrder()
    {
        string[] rising = [Greeting, Fact, Sum, Code, Proof];
        var found = rising.Select(Complexity.Of).ToList();
        Assert.Equal(found.Order(), found);
        Assert.Equal(rising.Length, found.Distinct().Count());
        Assert.InRange(Complexity.Of(Greeting), 0, 0.15);
        Assert.InRange(Complexity.Of(Proof), 0.55, 1);
    }

    [Fact]
    public void Of_Options_RaiseIt() => Assert.True(Complexity.Of(Choice) > Complexity.Of("Which gas do plants take in? Oxygen, nitrogen, carbon dioxide or helium?"));

    [Fact]
    public void Of_Length_RaisesIt() => Assert.True(
        Complexity.Of(string.Concat(Enumerable.Repeat("It rained again that day. ", 100))) > Complexity.Of("It rained again that day."));

    [Theory]
    [InlineData("")]
    [InlineData("  \n ")]
    [InlineData("🙂")]
    [InlineData("???")]
    public void Of_Nothing_IsZero(string prompt) => Assert.Equal(0, Complexity.Of(prompt));

    [Fact]
    public void Of_ChineseQuestion_IsMoreThanAGreeting() => Assert.True(Complexity.Of("请证明：如果一个函数连续，那么它在闭区间上有界？并比较两种证明方法。") > Complexity.Of("你好"));

    [Fact]
    public void Of_AnyText_IsBetweenZeroAndOne() => Gen.String.Sample(text => Complexity.Of(text) is >= 0 and <= 1);
}
