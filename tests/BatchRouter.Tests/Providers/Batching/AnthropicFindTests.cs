using BatchRouter.Shipping;
using Xunit;

namespace BatchRouter.Tests.Providers.Batching;

/// <summary>Nothing at Anthropic says whose a batch is but the names of its rows, and those are seen when it has ended.</summary>
public sealed class AnthropicFindTests
{
    private const string List = "GET /v1/messages/batches?limit=100";

    private static readonly HashSet<string> NoneKnown = [];

    [Fact]
    public async Task Find_EndedBatchWithOurRows_IsFound()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(List, 200, Page(Ended("x1"), Ended("x2")))
            .On(Results("x1"), 200, AnthropicBatchesTests.Succeeded(new CustomId(Guid.NewGuid(), Guid.NewGuid()).ToString(), "a", "end_turn"))
            .On(Results("x2"), 200, AnthropicBatchesTests.Succeeded(stage.Id(2), "a", "end_turn"));
        Assert.Equal(new FindResult.Found("x2"), await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    [Fact]
    public async Task Find_OnlyOthersBatches_IsNotFound()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(List, 200, Page(Ended("x1"), Going("known", 0), Going("old", -6), Going("larger", 0, rows: 3)))
            .On(Results("x1"), 200, """{"custom_id":"somebody-elses","result":{"type":"expired"}}""");
        Assert.IsType<FindResult.NotFound>(await stage.Client.FindAsync(stage.Shipment, new HashSet<string> { "known" }, BatchStage.Stop));
    }

    // A wrong no has every row bought twice.
    [Fact]
    public async Task Find_BatchThatGoesOnAndIsNotKnown_IsUnknown()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(List, 200, Page(Going("x1", 1)));
        Assert.IsType<FindResult.Unknown>(await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    [Fact]
    public async Task Find_OursBesideOneThatGoesOn_IsFound()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(List, 200, Page(Going("x1", 1), Ended("x2"))).On(Results("x2"), 200, AnthropicBatchesTests.Succeeded(stage.Id(1), "a", "end_turn"));
        Assert.Equal(new FindResult.Found("x2"), await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    [Fact]
    public async Task Find_ResultsThatCannotBeReadNow_AreUnknown()
    {
        await using var stage = new BatchStage("anthropic");
        stage.Provider.On(List, 200, Page(Ended("x1"))).On(Results("x1"), 500, "{}");
        Assert.IsType<FindResult.Unknown>(await stage.Client.FindAsync(stage.Shipment, NoneKnown, BatchStage.Stop));
    }

    private static string Results(string id) => $"GET /v1/messages/batches/{id}/results";

    private static string Ended(string id) =>
        $$"""{"id":"{{id}}","processing_status":"ended","created_at":"2026-11-22T12:00:03Z","request_counts":{"succeeded":2},"results_url":"https://x/{{id}}"}""";

    private static string Going(string id, int minutes, int rows = 2) =>
        $$$"""{"id":"{{{id}}}","processing_status":"in_progress","created_at":"{{{Some.Noon.AddMinutes(minutes):O}}}","request_counts":{"processing":{{{rows}}}},"results_url":null}""";

    private static string Page(params string[] batches) => $$"""{"data":[{{string.Join(',', batches)}}],"has_more":false,"first_id":"a","last_id":"b"}""";
}
