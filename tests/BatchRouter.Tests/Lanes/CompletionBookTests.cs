using BatchRouter.Lanes;
using Xunit;

namespace BatchRouter.Tests.Lanes;

public sealed class CompletionBookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void For_NobodySeen_ThePromise() =>
        Assert.Equal(CompletionBook.Empty.For("p", "m", 10).Within(Hour), CompletionBook.Learn([], Now).For("other", "n", 99_999).Within(Hour));

    [Fact]
    public void For_ManySeenOfItsSize_WhatWasSeen()
    {
        var book = CompletionBook.Learn([.. Many("p", "m", 10, minutes: 5), .. Many("p", "m", 5_000, minutes: 300)], Now);
        Assert.True(book.For("p", "m", 50).Within(Hour) > 0.95);
        Assert.True(book.For("p", "m", 9_999).Within(Hour) < 0.1);
    }

    [Fact]
    public void For_SizeNeverSeen_TheModel()
    {
        var book = CompletionBook.Learn(Many("p", "m", 10, minutes: 300), Now);
        Assert.Equal(100, Math.Round(book.For("p", "m", 50_000).Evidence / Math.Pow(2, -2 / 3.0)));
        Assert.True(book.For("p", "m", 50_000).Within(Hour) < 0.1);
    }

    [Fact]
    public void For_ModelNeverSeen_TheProviderAndNoOther()
    {
        var book = CompletionBook.Learn(Many("p", "m", 10, minutes: 300), Now);
        Assert.True(book.For("p", "new", 10).Within(Hour) < 0.1);
        Assert.True(book.For("q", "m", 10).Within(Hour) > 0.85);
    }

    [Fact]
    public void For_FewSeenOfItsModel_IsDrawnToTheProvider()
    {
        var book = CompletionBook.Learn([.. Many("p", "m", 10, minutes: 300), Sample("p", "few", 10, 5)], Now);
        Assert.InRange(book.For("p", "few", 10).Within(Hour), 0.1, 0.6);
    }

    [Fact]
    public void For_ProviderStandsStill_SlowsAModelOfWhichNothingIsUnderWay()
    {
        var stuck = Enumerable.Range(0, 20).Select(_ => new CompletionSample("p", "m", 10, Now - Hour, Hour, true));
        var book = CompletionBook.Learn([.. Many("p", "m", 10, minutes: 5), .. Many("p", "n", 10, minutes: 5), .. stuck], Now);
        Assert.True(book.For("p", "n", 10).Within(Hour) < 0.7, $"G(1 h) is {book.For("p", "n", 10).Within(Hour)}");
    }

    private static List<CompletionSample> Many(string provider, string model, int rows, int minutes) =>
        [.. Enumerable.Range(0, 100).Select(_ => Sample(provider, model, rows, minutes))];

    private static CompletionSample Sample(string provider, string model, int rows, int minutes) =>
        new(provider, model, rows, Now - TimeSpan.FromDays(2), TimeSpan.FromMinutes(minutes), false);
}
