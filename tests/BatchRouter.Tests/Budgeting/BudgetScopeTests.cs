using BatchRouter.Budgeting;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Budgeting;

public sealed class BudgetScopeTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["cost"] = "a=b", ["empty"] = "" };

    private static readonly Gen<string> AnyName = Gen.String[Gen.Char[" !=:.-_abzABZ09äß\u4e2d"], 1, 64];

    private static readonly Gen<BudgetScope> AnyScope = Gen.OneOf<BudgetScope>(
        Gen.Const((BudgetScope)new BudgetScope.All()),
        AnyName.Select(name => (BudgetScope)new BudgetScope.Team(name)),
        AnyName.Select(name => (BudgetScope)new BudgetScope.Project(name)),
        AnyName.Select(name => (BudgetScope)new BudgetScope.Model(name)),
        Gen.Select(AnyName, AnyName).Select((key, value) => (BudgetScope)new BudgetScope.Label(key.Replace('=', '-'), value)));

    [Fact]
    public void Parse_TextOfAnyScope_IsThatScope() =>
        AnyScope.Sample(scope => Assert.Equal(scope, BudgetScope.Parse(scope.ToString())));

    [Theory]
    [InlineData("all", true)]
    [InlineData("team:data", true)]
    [InlineData("team:demo", false)]
    [InlineData("project:demo", true)]
    [InlineData("project:Demo", false)]
    [InlineData("project:data", false)]
    [InlineData("model:large", true)]
    [InlineData("model:small", false)]
    [InlineData("label:cost=a=b", true)]
    [InlineData("label:cost=a", false)]
    [InlineData("label:empty=", true)]
    [InlineData("label:none=", false)]
    public void Covers_AnAttempt_WhereItsOwnFieldIsTheName(string scope, bool covers) =>
        Assert.Equal(covers, BudgetScope.Parse(scope).Covers("data", "demo", "large", Labels));

    [Fact]
    public void Covers_ProjectWithoutATeam_NoTeam() =>
        Assert.False(BudgetScope.Parse("team:data").Covers(null, "demo", "large", Labels));

    [Theory]
    [InlineData("", "all, team:NAME")]
    [InlineData("everything", "'everything' is none; all, team:NAME, project:NAME, model:NAME or label:KEY=VALUE is wanted")]
    [InlineData("projct:demo", "'projct:demo' is none; all, team:NAME")]
    [InlineData("Project:demo", "all, team:NAME")]
    [InlineData("all:of", "all alone is wanted")]
    [InlineData("team", "the name of the team is missing; team:NAME is wanted")]
    [InlineData("project:", "the name of the project is missing; project:NAME is wanted")]
    [InlineData("model:a\u0000", "the name of the model holds U+0000")]
    [InlineData("label:cost", "label:KEY=VALUE is wanted")]
    [InlineData("label:=a", "label:KEY=VALUE is wanted")]
    [InlineData("label:a=\u0007", "the label's value holds U+0007")]
    public void TryParse_NoScope_SaysWhatWouldBeOne(string text, string remedy)
    {
        Assert.False(BudgetScope.TryParse(text, out var scope, out var error));
        Assert.Null(scope);
        Assert.StartsWith("scope: ", error, StringComparison.Ordinal);
        Assert.Contains(remedy, error, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Throws<FormatException>(() => BudgetScope.Parse(text)).Message);
    }

    [Fact]
    public void TryParse_TooLongOrNoText_SaysTheLimit()
    {
        Assert.True(BudgetScope.TryParse("team:" + new string('a', 64), out _, out _));
        Assert.False(BudgetScope.TryParse("team:" + new string('a', 65), out _, out var error));
        Assert.Equal("scope: the name of the team has 65 characters; at most 64 are wanted", error);
        Assert.True(BudgetScope.TryParse("label:k=" + new string('a', 256), out _, out _));
        Assert.False(BudgetScope.TryParse("label:k=" + new string('a', 257), out _, out _));
        Assert.False(BudgetScope.TryParse(Some.Text("project:\\ud800"), out _, out error));
        Assert.Contains("U+D800", error, StringComparison.Ordinal);
    }
}
