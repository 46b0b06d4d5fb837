using Anthropic;
using Anthropic.Models.Messages;
using Anthropic.Models.Messages.Batches;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

/// <summary>A check of the simulator: the vendor's own package reads what it serves.</summary>
public sealed class OfficialAnthropicClientTests
{
    [Fact]
    public async Task AnthropicPackage_AsksAMessage()
    {
        await using var stage = await BatchStage.StartAsync();
        using var client = ClientOf(stage);
        var message = await client.Messages.Create(
            new MessageCreateParams { Model = DefaultFleet.Small, MaxTokens = 500, Messages = [new UserMessageParam { Content = "What is a dead letter?" }] },
            BatchStage.Stop);
        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal(stage.Provider.Oracle.Ask(DefaultFleet.Small, SimulatedQuestion.Of("What is a dead letter?", 500)).Text, text.Text);
        Assert.Equal(Assert.Single(stage.Provider.Bill.Lines()).OutputTokens, message.Usage.OutputTokens);
    }

    [Fact]
    public async Task AnthropicPackage_CreatesPollsListsAndReadsABatch()
    {
        await using var stage = await BatchStage.StartAsync();
        using var client = ClientOf(stage);
        var created = await client.Messages.Batches.Create(new BatchCreateParams { Requests = [.. Requests(4)] }, BatchStage.Stop);
        Assert.Equal(ProcessingStatus.InProgress, created.ProcessingStatus.Value());
        Assert.Equal(4, created.RequestCounts.Processing);
        stage.Clock.Advance(TimeSpan.FromMinutes(10));
        var ended = await client.Messages.Batches.Retrieve(created.ID, cancellationToken: BatchStage.Stop);
        Assert.Equal(ProcessingStatus.Ended, ended.ProcessingStatus.Value());
        Assert.Equal(4, ended.RequestCounts.Succeeded);
        var ids = new List<string>();
        await foreach (var line in client.Messages.Batches.ResultsStreaming(created.ID, cancellationToken: BatchStage.Stop))
        {
            Assert.True(line.Result.TryPickSucceeded(out _));
            ids.Add(line.CustomID);
        }

        Assert.Equal(["m-1", "m-2", "m-3", "m-4"], ids.Order());
        var page = await client.Messages.Batches.List(cancellationToken: BatchStage.Stop);
        Assert.Equal([created.ID], page.Items.Select(batch => batch.ID));
    }

    [Fact]
    public async Task AnthropicPackage_CancelsABatch()
    {
        await using var stage = await BatchStage.StartAsync();
        using var client = ClientOf(stage);
        var created = await client.Messages.Batches.Create(new BatchCreateParams { Requests = [.. Requests(4)] }, BatchStage.Stop);
        var canceling = await client.Messages.Batches.Cancel(created.ID, cancellationToken: BatchStage.Stop);
        Assert.Equal(ProcessingStatus.Canceling, canceling.ProcessingStatus.Value());
        Assert.NotNull(canceling.CancelInitiatedAt);
    }

    private static AnthropicClient ClientOf(BatchStage stage) =>
        new() { BaseUrl = stage.Provider.RootAddress.ToString().TrimEnd('/'), ApiKey = stage.Provider.ApiKey, MaxRetries = 0 };

    private static IEnumerable<Request> Requests(int count) => Enumerable.Range(1, count).Select(number => new Request
    {
        CustomID = $"m-{number}",
        Params = new() { Model = DefaultFleet.Small, MaxTokens = 500, Messages = [new UserMessageParam { Content = $"What is fact number {number}?" }] },
    });
}
