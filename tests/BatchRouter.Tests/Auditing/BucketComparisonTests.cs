using BatchRouter.Cli.Auditing.Exports;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Auditing;
using BatchRouter.Worker.Configuring;
using Xunit;

namespace BatchRouter.Tests.Auditing;

public sealed class BucketComparisonTests
{
    private const string Catalog = """
        {
          "version": "1",
          "providers": { "p": { "kind": "openai", "endpoint": "http://localhost/v1", "keyVariable": "KEY" } },
          "models": [
            { "name": "mini", "provider": "p", "providerModel": "gpt-4.1-mini", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.6 },
              "latency": { "p50Ms": 1, "p99Ms": 2 }, "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 1, "outputUsdPerMillion": 20 }] },
            { "name": "big", "provider": "p", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.9 },
              "latency": { "p50Ms": 1, "p99Ms": 2 }, "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 3, "outputUsdPerMillion": 10 }] }
          ]
        }
        """;

    private static readonly DateTime Start = new(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc);
    private static readonly Span First = new(Start, Start.AddDays(1));
    private static readonly Span Second = new(Start.AddDays(1), Start.AddDays(2));

    private readonly BucketComparison _comparison = new(new ExportModels(CatalogLoader.Load("catalog.json", Catalog, WorkerSettings.Kinds)));

    // Segments: 1 is the first bucket, 2 the second.
    private static SegmentUsage Ours(int first = 1, int last = 1, string model = "mini", long input = 100, long nanoUsd = 1_000) => new()
    {
        Model = model,
        First = first,
        Last = last,
        IsKnown = true,
        Requests = 1,
        Input = input,
        Output = 10,
        PostedNanoUsd = nanoUsd,
        HoldNanoUsd = 9_000,
    };

    private static ExportLine Theirs(Span bucket, long input, string model = "gpt-4.1-mini-2025-04-14") => new() { Time = bucket, Model = model, Input = input };

    [Fact]
    public void Compare_EqualTotals_HasNoDifference() => Assert.Empty(Compare([Theirs(First, 60), Theirs(First, 40)], Ours()));

    [Theory]
    [InlineData(99, 100)]
    [InlineData(101, 100)]
    public void Compare_OtherTokens_NamesBucketModelAndNumbers(long theirs, long expected)
    {
        var difference = Assert.Single(Compare([Theirs(First, theirs)], Ours()));
        Assert.Equal(("2026-11-20 00:00 to 2026-11-21 00:00 mini", "input tokens", expected, theirs), (difference.RowName, difference.What, difference.Expected, difference.Found));
    }

    [Fact]
    public void Compare_AnAttemptAcrossTheBorder_MayStandInEitherBucket_ButNotInBoth()
    {
        Assert.Empty(Compare([Theirs(First, 100), Theirs(Second, 0)], Ours(1, 2)));
        Assert.Empty(Compare([Theirs(First, 0), Theirs(Second, 100)], Ours(1, 2)));
        Assert.Single(Compare([Theirs(First, 101), Theirs(Second, 0)], Ours(1, 2)));
    }

    [Fact]
    public void Compare_WhileUsageIsUnknown_MoreIsNoDifference_AndLessIs()
    {
        var unknown = Ours() with { IsKnown = false, Input = 0, PostedNanoUsd = 0 };
        Assert.Empty(Compare([Theirs(First, 5_000)], Ours(), unknown));
        Assert.Single(Compare([Theirs(First, 99)], Ours(), unknown));
    }

    [Fact]
    public void Compare_AModelThatOnlyOneSideKnows_IsADifference()
    {
        Assert.Equal(["2026-11-20 00:00 to 2026-11-21 00:00 gpt-5"], Compare([Theirs(First, 100), Theirs(First, 7, "gpt-5")], Ours()).Select(one => one.RowName));
        Assert.Equal(["2026-11-20 00:00 to 2026-11-21 00:00 big"], Compare([Theirs(First, 100)], Ours(), Ours(model: "big")).Select(one => one.RowName));
    }

    [Theory]
    [InlineData("0.000001000", 0)]
    [InlineData("0.000001002", 0)]
    [InlineData("0.000001003", 1)]
    [InlineData("0.000000997", 1)]
    public void Compare_Cost_AllowsANanoDollarOfRoundingPerRequestAndOneMore(string usd, int differences) => Assert.Equal(
        differences,
        Compare([new ExportLine { Time = First, Model = "gpt-4.1-mini", Usd = decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture) }], Ours()).Count);

    private List<AuditDifference> Compare(ExportLine[] lines, params SegmentUsage[] usage) =>
        _comparison.Compare(new UsageExport("usage.json", lines, [First, Second]), usage).ToList();
}
