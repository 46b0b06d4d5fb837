using System.Text;
using BatchRouter.Cli;
using BatchRouter.IntegrationTests.Cli;
using BatchRouter.IntegrationTests.Servers;
using Xunit;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>Feedback over the broker and by hand: kept, the last word winning, or refused with field and reason.</summary>
public sealed class FeedbackTests(WorkingRig<FeedbackTests> rig) : IClassFixture<WorkingRig<FeedbackTests>>
{
    private const string Queue = "batchrouter.feedback";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task APlainAmqpClient_SaysWhatItThinks_AndTheLastWordOfASourceWins()
    {
        await using var client = await rig.ConnectAsync();
        var id = await JobAsync(client);

        await client.SendAsync(Queue, $$"""{"project":"shop","jobId":"{{id}}","score":0.2,"at":"2026-11-01T00:00:00Z"}""");
        await client.SendAsync(Queue, $$"""{"project":"shop","jobId":"{{id}}","score":0.9,"note":"better: \u0000","at":"2026-11-02T00:00:00Z"}""");
        await client.SendAsync(Queue, $$"""{"project":"shop","jobId":"{{id}}","score":0.1,"source":"test"}""");
        await Eventually.IsTrueAsync(async () => await rig.CountAsync("feedback where job_id = @id", new { id }) == 2, TimeSpan.FromSeconds(20), Stop);
        await EventuallyAsync("0.9 better: \ufffd", id);
        await client.SendAsync(Queue, $$"""{"project":"shop","jobId":"{{id}}","score":0.3,"at":"2026-11-01T12:00:00Z"}""");
        await client.SendAsync(Queue, $$"""{"project":"shop","jobId":"{{id}}","score":0.4,"source":"later"}""");

        await Eventually.IsTrueAsync(async () => await rig.CountAsync("feedback where job_id = @id", new { id }) == 3, TimeSpan.FromSeconds(20), Stop);
        await EventuallyAsync("0.9 better: \ufffd", id);
    }

    [Theory]
    [InlineData("""{"project":"shop","jobId":"ID","score":7}""", "score out_of_range")]
    [InlineData("""{"project":"shop","jobId":"ID","score":1}""", "jobId unknown_job")]
    [InlineData("""{"project":"elsewhere","jobId":"ID","score":1}""", "jobId unknown_job")]
    public async Task WhatCannotBeTaken_IsRecordedWithFieldAndReason_ToTheLetter(string json, string expected)
    {
        await using var client = await rig.ConnectAsync();
        var id = Guid.NewGuid();
        var body = json.Replace("ID", id.ToString(), StringComparison.Ordinal);

        await client.SendAsync(Queue, body);

        await Eventually.IsTrueAsync(async () => await rig.CountAsync("feedback_refusals where job_id = @id", new { id }) == 1, TimeSpan.FromSeconds(20), Stop);
        Assert.Equal(expected, await rig.Database.ScalarAsync<string>("select field || ' ' || code from feedback_refusals where job_id = @id", new { id }));
        Assert.Equal(body, Encoding.UTF8.GetString((await rig.Database.ScalarAsync<byte[]>("select body from feedback_refusals where job_id = @id", new { id }))!));
    }

    [Fact]
    public async Task ByHand_IsKept_AndAnUnknownJobIsAnError()
    {
        await using var client = await rig.ConnectAsync();
        var id = await JobAsync(client);
        var cli = new CommandProcess(new Dictionary<string, string> { ["BATCHROUTER_POSTGRES"] = rig.Database.Servers.Postgres });

        var noted = await cli.RunAsync(["feedback", id.ToString(), "--score", "0.8", "--note", "good", "--json"], Stop);
        var unknown = await cli.RunAsync(["feedback", Guid.NewGuid().ToString(), "--score", "0.8"], Stop);
        var outside = await cli.RunAsync(["feedback", id.ToString(), "--score", "8"], Stop);

        Assert.True(noted.Code == ExitCodes.Done, noted.Stderr);
        Assert.Equal(0.8, noted.Json.GetProperty("score").GetDouble());
        await EventuallyAsync("0.8 good", id);
        Assert.Equal((ExitCodes.Configuration, ExitCodes.Usage), (unknown.Code, outside.Code));
    }

    private async Task<Guid> JobAsync(PlainClient client)
    {
        var id = Guid.NewGuid();
        await client.PublishAsync(PlainJob.Json(id));
        await rig.SettledAsync(id);
        return id;
    }

    private async Task EventuallyAsync(string expected, Guid id) => await Eventually.IsTrueAsync(
        async () => await rig.Database.ScalarAsync<string>("select score || ' ' || note from feedback where job_id = @id and source = ''", new { id }) == expected,
        TimeSpan.FromSeconds(20), Stop);
}
