using BatchRouter.Cli.Reporting;
using BatchRouter.Cli.Working;
using BatchRouter.Postgres.Reading;
using BatchRouter.Worker.Configuring;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class StrongEstimateTests
{
    private const string Catalog = """
        {
          "version": "1",
          "providers": { "p": { "kind": "openai", "endpoint": "http://localhost/v1", "keyVariable": "KEY" } },
          "models": [
            { "name": "weak", "provider": "p", "contextWindow": 1000, "maxOutputTokens": 100, "tokenFactor": 2, "quality": { "default": 0.6 },
              "latency": { "p50Ms": 1, "p99Ms": 2 }, "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 1, "outputUsdPerMillion": 20 }] },
            { "name": "strong", "provider": "p", "contextWindow": 1000, "maxOutputTokens": 100, "quality": { "default": 0.9 },
              "latency": { "p50Ms": 1, "p99Ms": 2 }, "prices": [{ "lane": "sync", "version": "1", "inputUsdPerMillion": 3, "outputUsdPerMillion": 10 }] }
          ]
        }
        """;

    // The sum of many short inputs is not a long input.
    [Theory]
    [InlineData(100, 100 * 500 * 3)]
    [InlineData(10, 10 * 5_000 * 100)]
    public void Of_LongContextPrice_IsTakenByTheMeanInput(long jobs, long microUsd)
    {
        var tiered = Catalog.Replace(
            "\"inputUsdPerMillion\": 3,", "\"longContext\": { \"aboveInputTokens\": 900, \"inputUsdPerMillion\": 100, \"outputUsdPerMillion\": 0 }, \"inputUsdPerMillion\": 3,", StringComparison.Ordinal);
        var estimate = StrongEstimate.Of(
            CatalogLoader.Load("catalog.json", tiered, WorkerSettings.Kinds), [new AnswerTokens { Model = "strong", Jobs = jobs, InputTokens = 50_000 }], DateTimeOffset.UnixEpoch);
        Assert.Equal(microUsd * 1_000, estimate!.EstimateNanoUsd);
    }

    [Fact]
    public void Of_TakesTheStrongestModelsPriceForTheSameText()
    {
        var estimate = StrongEstimate.Of(
            CatalogLoader.Load("catalog.json", Catalog, WorkerSettings.Kinds),
            [new AnswerTokens { Model = "weak", Jobs = 2, InputTokens = 2_000, OutputTokens = 200, SpendNanoUsd = 1_000_000 }],
            DateTimeOffset.UnixEpoch);
        Assert.NotNull(estimate);
        // Half the tokens, since weak counts two for each of strong's: 1,000 x 3 + 100 x 10 micro-USD.
        Assert.Equal(("strong", 2, 4_000_000, 3_000_000, 75.0), (estimate.Model, estimate.Jobs, estimate.EstimateNanoUsd, estimate.SavedNanoUsd, estimate.SavedPercent));
    }
}
