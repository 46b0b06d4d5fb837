using System.Net;
using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class MessageBatchTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Counts_UntilTheBatchEnds_AreAllProcessing()
    {
        await using var stage = await BatchStage.StartAsync();
        var id = await stage.CreateMessageBatchAsync(Requests(10));
        stage.Clock.Advance(TimeSpan.FromMinutes(9));
        var open = await stage.MessageBatchAsync(id);
        Assert.Equal(("in_progress", (10, 0, 0, 0, 0)), (open.Text("processing_status"), Counts(open)));
        Assert.True(open.IsNull("results_url") && open.IsNull("ended_at"));
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        var ended = await stage.MessageBatchAsync(id);
        Assert.Equal(("ended", (0, 10, 0, 0, 0)), (ended.Text("processing_status"), Counts(ended)));
        Assert.Equal(BatchStage.Start + TenMinutes, ended.GetProperty("ended_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Results_OfMixedModels_HoldEachRequestOnceInAnotherOrderAndAreChargedAtHalf()
    {
        await using var stage = await BatchStage.StartAsync(new() { BendRow = (row, _) => row.CustomId == "m-2" ? RowFate.Failed : RowFate.Answered });
        var id = await stage.CreateMessageBatchAsync([.. Requests(20), BatchStage.MessageRequest("large", "What is it?", DefaultFleet.Large), """{"custom_id":"bad","params":{"model":"sim-small"}}"""]);
        stage.Clock.Advance(TenMinutes);
        var ended = await stage.MessageBatchAsync(id);
        Assert.Equal((0, 20, 2, 0, 0), Counts(ended));
        Assert.Equal($"{stage.Provider.RootAddress}v1/messages/batches/{id}/results", ended.Text("results_url"));
        var lines = (await stage.ResultsAsync(id)).ToDictionary(line => line.Text("custom_id"), line => line.GetProperty("result"));
        Assert.Equal(22, lines.Count);
        Assert.NotEqual(Enumerable.Range(1, 20).Select(number => $"m-{number}"), lines.Keys.Where(name => name.StartsWith("m-", StringComparison.Ordinal)));
        Assert.Equal(["bad", "m-2"], lines.Where(line => line.Value.Text("type") == "errored").Select(line => line.Key).Order());
        Assert.Equal("error", lines["bad"].GetProperty("error").Text("type"));
        Assert.Equal("invalid_request_error", lines["bad"].GetProperty("error").GetProperty("error").Text("type"));
        Assert.Equal("batch", lines["large"].GetProperty("message").GetProperty("usage").Text("service_tier"));
        var large = stage.Provider.Bill.Lines().Single(line => line.Model == DefaultFleet.Large);
        var whole = stage.Provider.Oracle.Ask(DefaultFleet.Large, SimulatedQuestion.Of("What is it?", maxOutputTokens: 500)).AmountNanoUsd;
        Assert.Equal(("large", Lane.Batch, whole / 2), (large.ClientRequestId, large.Lane, large.AmountNanoUsd));
    }

    [Fact]
    public async Task Canceled_WithPartialResults_PassesThroughCancelingAndChargesWhatSucceeded()
    {
        await using var stage = await BatchStage.StartAsync();
        var id = await stage.CreateMessageBatchAsync(Requests(20));
        stage.Clock.Advance(TimeSpan.FromMinutes(5));
        var canceling = await BatchStage.PostAsync(stage.Anthropic, $"v1/messages/batches/{id}/cancel");
        Assert.Equal(("canceling", (20, 0, 0, 0, 0)), (canceling.Text("processing_status"), Counts(canceling)));
        stage.Clock.Advance(TimeSpan.FromMinutes(2));
        var counts = Counts(await stage.MessageBatchAsync(id));
        Assert.Equal(20, counts.Succeeded + counts.Canceled);
        Assert.InRange(counts.Succeeded, 10, 14);
        Assert.Equal(counts.Succeeded, stage.Provider.Bill.Lines().Count);
        var types = (await stage.ResultsAsync(id)).CountBy(line => line.GetProperty("result").Text("type")).ToDictionary();
        Assert.Equal((counts.Succeeded, counts.Canceled), (types["succeeded"], types["canceled"]));
    }

    [Fact]
    public async Task Expired_WithPartialResults_EndsWithTheRestExpired()
    {
        await using var stage = await BatchStage.StartAsync(fate: drawn => drawn with { CompletesAfter = TimeSpan.FromHours(48) });
        var id = await stage.CreateMessageBatchAsync(Requests(20));
        stage.Clock.Advance(TimeSpan.FromHours(24));
        var counts = Counts(await stage.MessageBatchAsync(id));
        Assert.Equal(20, counts.Succeeded + counts.Expired);
        Assert.InRange(counts.Succeeded, 9, 11);
        Assert.Equal(counts.Expired, (await stage.ResultsAsync(id)).Count(line => line.GetProperty("result").Text("type") == "expired"));
    }

    [Theory]
    [InlineData("""{"custom_id":"a b","params":{"model":"sim-small"}}""")]
    [InlineData("""{"custom_id":"","params":{"model":"sim-small"}}""")]
    [InlineData("""{"custom_id":"12345678901234567890123456789012345678901234567890123456789012345","params":{"model":"sim-small"}}""")]
    [InlineData("""{"custom_id":"a","params":{"model":"sim-small"}},{"custom_id":"a","params":{"model":"sim-small"}}""")]
    [InlineData("""{"custom_id":"a"}""")]
    public async Task Create_WithABadRequest_IsRefused(string requests)
    {
        await using var stage = await BatchStage.StartAsync();
        using var response = await stage.Anthropic.PostAsync("v1/messages/batches", BatchStage.Json($$"""{"requests":[{{requests}}]}"""), BatchStage.Stop);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task List_PagesBothWays_AndShowsNoBatchOfTheOtherApi()
    {
        await using var stage = await BatchStage.StartAsync();
        await stage.CreateAsync(BatchStage.Lines(1));
        var made = new List<string>();
        for (var count = 0; count < 4; count++)
            made.Add(await stage.CreateMessageBatchAsync(Requests(1)));
        made.Reverse();
        var (first, more) = await PageAsync(stage, "limit=3");
        Assert.Equal((made[..3], true), (first, more), PageEquality);
        Assert.Equal((made[3..], false), await PageAsync(stage, $"limit=3&after_id={made[2]}"), PageEquality);
        Assert.Equal((made[1..3], true), await PageAsync(stage, $"limit=2&before_id={made[3]}"), PageEquality);
    }

    private static bool PageEquality((List<string> Ids, bool More) one, (List<string> Ids, bool More) other) =>
        one.More == other.More && one.Ids.SequenceEqual(other.Ids);

    private static async Task<(List<string> Ids, bool More)> PageAsync(BatchStage stage, string query)
    {
        var page = JsonElement.Parse(await stage.Anthropic.GetStringAsync($"v1/messages/batches?{query}", BatchStage.Stop));
        return ([.. page.GetProperty("data").EnumerateArray().Select(batch => batch.Text("id"))], page.GetProperty("has_more").GetBoolean());
    }

    private static IEnumerable<string> Requests(int count) =>
        Enumerable.Range(1, count).Select(number => BatchStage.MessageRequest($"m-{number}", $"What is fact number {number}?"));

    private static (int Processing, int Succeeded, int Errored, int Canceled, int Expired) Counts(JsonElement batch)
    {
        var counts = batch.GetProperty("request_counts");
        int Of(string name) => counts.GetProperty(name).GetInt32();
        return (Of("processing"), Of("succeeded"), Of("errored"), Of("canceled"), Of("expired"));
    }
}
