using System.Net;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class FlexTests
{
    private static readonly string Body = SimulatedClient.Body("What is a dead letter?", more: ""","service_tier":"flex" """);

    [Fact]
    public async Task Flex_WithCapacity_AnswersTheSameAtHalfThePriceAndSaysSo()
    {
        await using var client = await SimulatedClient.StartAsync();
        var flex = await client.AnswerAsync(Body);
        var sync = await client.AnswerAsync(SimulatedClient.Body("What is a dead letter?"));
        Assert.Equal(("flex", "default"), (flex.Text("service_tier"), sync.Text("service_tier")));
        Assert.Equal(sync.Text(), flex.Text());
        var bill = client.Provider.Bill.Lines();
        Assert.Equal([Lane.Flex, Lane.Sync], bill.Select(line => line.Lane));
        Assert.Equal(bill[1].AmountNanoUsd, bill[0].AmountNanoUsd * 2);
    }

    [Fact]
    public async Task Flex_WithPricesOfItsOwn_ChargesThem()
    {
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions
        {
            Models = [SimulatedClient.QuickFleet[0] with { FlexPrices = SimulatedPrices.Of(input: 1_000_000, output: 0) }],
        });
        await client.AnswerAsync(Body);
        var line = Assert.Single(client.Provider.Bill.Lines());
        Assert.Equal(line.InputTokens, line.AmountNanoUsd);
    }

    [Fact]
    public async Task Flex_WithoutCapacity_IsRefusedForTheWindowWhileSyncGoesOn()
    {
        await using var stage = await BatchStage.StartAsync(more: options => options with { Flex = new() { FullShare = 0.5 } });
        var statuses = new List<HttpStatusCode>();
        for (var window = 0; window < 60; window++)
        {
            using var response = await stage.OpenAi.PostAsync("v1/chat/completions", BatchStage.Json(Body), BatchStage.Stop);
            statuses.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                Assert.Equal(TimeSpan.FromMinutes(10), response.Headers.RetryAfter?.Delta);
                Assert.Equal("resource_unavailable", await response.ErrorCodeAsync());
            }

            stage.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.InRange(statuses.Count(status => status == HttpStatusCode.TooManyRequests), 18, 42);
        Assert.Equal(statuses.Count(status => status == HttpStatusCode.OK), stage.Provider.Bill.Lines().Count);
        using var sync = await stage.OpenAi.PostAsync("v1/chat/completions", BatchStage.Json(SimulatedClient.Body("x?")), BatchStage.Stop);
        Assert.Equal(HttpStatusCode.OK, sync.StatusCode);
    }

    [Fact]
    public async Task Tier_ThatNobodyKnows_IsRefused()
    {
        await using var client = await SimulatedClient.StartAsync();
        using var response = await client.SendAsync(SimulatedClient.Body("x?", more: ""","service_tier":"golden" """));
        Assert.Equal("invalid_value", await response.ErrorCodeAsync());
    }
}
