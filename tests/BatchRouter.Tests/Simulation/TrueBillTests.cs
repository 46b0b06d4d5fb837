using System.Numerics;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class TrueBillTests
{
    [Fact]
    public async Task Bill_AfterManyCallsWithFaults_EqualsTheSumRecomputedFromItsTokens()
    {
        var fleet = SimulatedClient.QuickFleet.Select(model => model with
        {
            Prices = new(Input: 123_456_789, CachedInput: 12_345_677, Output: 987_654_321, Reasoning: 1_111_111_113) { CacheWrite = 154_320_987 },
            CachedShare = 0.3m,
            CacheWriteShare = 0.2m,
            ReasoningTokens = 11,
        }).ToList();
        var faults = new FaultScript([new FaultRule(FaultKind.CutBeforeBody) { Probability = 0.1 }, .. FaultScript.Demo.Rules]);
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions { Models = fleet, Faults = faults });
        var told = 0L;
        foreach (var task in DemoWorkload.Generate(200, seed: 5))
            told += await BuyAsync(client, SimulatedClient.Body(task.Prompt, DefaultFleet.Medium));

        var lines = client.Provider.Bill.Lines();
        Assert.Equal(lines.Sum(Recomputed), client.Provider.Bill.TotalNanoUsd);
        Assert.All(lines, line => Assert.Equal(Recomputed(line), line.AmountNanoUsd));
        Assert.Equal(Enumerable.Range(1, lines.Count), lines.Select(line => (int)line.Line));
        Assert.Contains(lines, line => !line.Answered);
        Assert.True(lines.Where(line => line.Answered).Sum(line => line.OutputTokens) >= told);
    }

    [Fact]
    public async Task Bill_OverHttp_EqualsTheObject()
    {
        await using var client = await SimulatedClient.StartAsync();
        for (var call = 0; call < 5; call++)
            await client.AnswerAsync(SimulatedClient.Body($"question {call}"));
        var lines = (await client.GetAsync("sim/bill?after=2")).EnumerateArray().ToList();
        Assert.Equal(3, lines.Count);
        Assert.Equal(
            ["line", "client_request_id", "request_id", "model", "lane", "input_tokens", "cached_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "amount_nano_usd", "at", "answered"],
            lines[0].EnumerateObject().Select(property => property.Name));
        var summary = await client.GetAsync("sim/bill/summary");
        Assert.Equal(5, summary.GetProperty("lines").GetInt64());
        Assert.Equal(client.Provider.Bill.TotalNanoUsd, summary.GetProperty("amount_nano_usd").GetInt64());
    }

    [Theory]
    [InlineData(1, 500_000, 0)]
    [InlineData(3, 500_000, 2)]
    [InlineData(1, 500_001, 1)]
    [InlineData(1_000_000, 100_000_000, 100_000_000)]
    public void Charge_AtHalfANano_RoundsToEven(long tokens, long price, long expected) =>
        Assert.Equal(expected, new SimulatedPrices(price, 0, 0, 0).ChargeNanoUsd(new(tokens, 0, 0, 0)));

    // Two programs for one rule: a fault in either shows as a difference.
    [Fact]
    public void Charge_AnyUsage_IsTheSameAsTheProductsPrice() =>
        (from rates in Gen.Long[0, 100_000_000_000].Array[10]
         from threshold in Gen.Long[1, 100_000]
         from input in Gen.OneOf(Gen.Long[0, 200_000], Gen.Long[threshold, threshold + 1])
         from cached in Gen.Long[0, input]
         from written in Gen.Long[0, input - cached]
         from output in Gen.Long[0, 100_000]
         from reasoning in Gen.Long[0, output]
         select (rates, threshold, usage: new SimulatedUsage(input, cached, output, reasoning, written)))
        .Sample(given =>
        {
            var (rates, usage) = (given.rates, given.usage);
            var simulated = new SimulatedPrices(rates[0], rates[1], rates[2], rates[3])
            {
                CacheWrite = rates[4],
                LongContext = new(given.threshold, new(rates[5], rates[6], rates[7], rates[8]) { CacheWrite = rates[9] }),
            };
            var price = new Price("v", DateTimeOffset.MinValue, Lane.Sync, Rates(rates[..5]), new LongContext(given.threshold, Rates(rates[5..])));
            Assert.Equal(
                price.ChargeNanoUsd(new Usage(usage.InputTokens, usage.CachedTokens, usage.OutputTokens, usage.ReasoningTokens, usage.CacheWriteTokens)),
                simulated.ChargeNanoUsd(usage));
        });

    private static Rates Rates(long[] rates) => new(rates[0], rates[2])
    {
        CachedInputNanoUsdPerMillion = rates[1],
        ReasoningNanoUsdPerMillion = rates[3],
        CacheWriteNanoUsdPerMillion = rates[4],
    };

    private static async Task<long> BuyAsync(SimulatedClient client, string body)
    {
        try
        {
            using var response = await client.SendAsync(body);
            var text = await response.Content.ReadAsStringAsync(SimulatedClient.Stop);
            return response.IsSuccessStatusCode && text.EndsWith('}') && !text.Contains("<html>", StringComparison.Ordinal)
                ? System.Text.Json.JsonElement.Parse(text).Tokens("completion_tokens")
                : 0;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    // In whole numbers of another kind than the bill's own decimal arithmetic.
    private static long Recomputed(BillLine line)
    {
        var micro = (BigInteger)(line.InputTokens - line.CachedTokens - line.CacheWriteTokens) * 123_456_789
            + (BigInteger)line.CachedTokens * 12_345_677
            + (BigInteger)line.CacheWriteTokens * 154_320_987
            + (BigInteger)(line.OutputTokens - line.ReasoningTokens) * 987_654_321
            + (BigInteger)line.ReasoningTokens * 1_111_111_113;
        var (whole, rest) = BigInteger.DivRem(micro, 1_000_000);
        var up = rest > 500_000 || rest == 500_000 && !whole.IsEven;
        return (long)(up ? whole + 1 : whole);
    }
}
