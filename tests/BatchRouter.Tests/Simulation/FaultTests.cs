using System.Net;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class FaultTests
{
    private static readonly string Body = SimulatedClient.Body("What is a dead letter?");

    [Theory]
    [InlineData(FaultKind.RateLimited, HttpStatusCode.TooManyRequests, true)]
    [InlineData(FaultKind.ServerError, HttpStatusCode.InternalServerError, false)]
    [InlineData(FaultKind.Unavailable, HttpStatusCode.ServiceUnavailable, true)]
    public async Task Fault_WithACompleteError_IsNotChargedAndEndsWithTheNextTry(FaultKind kind, HttpStatusCode status, bool retryAfter)
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(kind) { FirstTries = 1, RetryAfterSeconds = 3 });
        using var first = await client.SendAsync(Body);
        Assert.Equal(status, first.StatusCode);
        Assert.Equal(retryAfter ? TimeSpan.FromSeconds(3) : null, first.Headers.RetryAfter?.Delta);
        Assert.NotEmpty(await first.ErrorCodeAsync());
        Assert.Empty(client.Provider.Bill.Lines());
        await client.AnswerAsync(Body);
        Assert.Single(client.Provider.Bill.Lines());
    }

    [Theory]
    [InlineData(FaultKind.CutBeforeBody, 1)]
    [InlineData(FaultKind.CutInBody, 1)]
    [InlineData(FaultKind.CutUncharged, 0)]
    public async Task Fault_ThatCutsTheConnection_LeavesTheBillAsScripted(FaultKind kind, int lines)
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(kind));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Body, clientRequestId: "attempt-1"));
        var bill = client.Provider.Bill.Lines();
        Assert.Equal(lines, bill.Count);
        Assert.All(bill, line => Assert.False(line.Answered));
        Assert.All(bill, line => Assert.Equal("attempt-1", line.ClientRequestId));
    }

    [Fact]
    public async Task Fault_Slow_AnswersLateAndIsCharged()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.Slow) { Delay = TimeSpan.FromMilliseconds(150) });
        using var response = await client.SendAsync(Body);
        Assert.True(response.IsSuccessStatusCode);
        Assert.True(int.Parse(response.Headers.GetValues("openai-processing-ms").Single(), null) >= 150);
        Assert.True(Assert.Single(client.Provider.Bill.Lines()).Answered);
    }

    [Fact]
    public async Task Fault_SlowBeyondTheClientsPatience_IsChargedAllTheSame()
    {
        var clock = new ThinkingClock();
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions
        {
            Faults = new(new FaultRule(FaultKind.Slow) { Delay = TimeSpan.FromMinutes(5) }),
            Clock = clock,
        });
        var call = client.SendAsync(Body);
        await clock.Thinking;
        client.Http.CancelPendingRequests();
        await Assert.ThrowsAsync<TaskCanceledException>(() => call);
        // The server learns of the closed connection a moment later.
        for (var tries = 0; tries < 4_000 && client.Provider.Bill.Lines().Count == 0; tries++)
            await Task.Delay(5, SimulatedClient.Stop);
        Assert.False(Assert.Single(client.Provider.Bill.Lines()).Answered);
    }

    [Fact]
    public async Task Fault_MalformedJson_IsA200ThatNoParserReads()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.MalformedJson));
        using var response = await client.SendAsync(Body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync(SimulatedClient.Stop);
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(text));
        Assert.Single(client.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Fault_Refusal_SetsTheRefusalAndChargesItsTokens()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.Refusal));
        var reply = await client.AnswerAsync(Body);
        var message = reply.Choice().GetProperty("message");
        Assert.NotEmpty(message.GetProperty("refusal").GetString()!);
        Assert.Equal(JsonValueKind.Null, message.GetProperty("content").ValueKind);
        Assert.Equal(reply.Tokens("completion_tokens"), Assert.Single(client.Provider.Bill.Lines()).OutputTokens);
    }

    [Fact]
    public async Task Fault_ContentFilter_EndsWithThatReasonAndNoText()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.ContentFilter));
        var reply = await client.AnswerAsync(Body);
        Assert.Equal("content_filter", reply.FinishReason());
        Assert.Empty(reply.Text());
        Assert.Single(client.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Fault_CollidingIds_GivesSeveralRepliesOneId()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.CollidingIds) { ToCall = 2 });
        var ids = new List<string>();
        for (var call = 0; call < 4; call++)
            ids.Add((await client.AnswerAsync(SimulatedClient.Body($"question {call}"))).GetProperty("id").GetString()!);
        Assert.Equal(3, ids.Distinct().Count());
        Assert.Equal(3, client.Provider.Bill.Lines().Select(line => line.RequestId).Distinct().Count());
        Assert.Equal(4, client.Provider.Bill.Lines().Count);
    }

    [Fact]
    public async Task Fault_UsageMissing_ChargesWithoutSayingSo()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.UsageMissing));
        var reply = await client.AnswerAsync(Body);
        Assert.False(reply.TryGetProperty("usage", out _));
        Assert.Single(client.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Fault_LoneSurrogate_PutsEscapesIntoTheText()
    {
        await using var client = await SimulatedClient.StartAsync(new FaultRule(FaultKind.LoneSurrogate));
        using var response = await client.SendAsync(Body);
        var text = await response.Content.ReadAsStringAsync(SimulatedClient.Stop);
        Assert.Contains("\\ud83d\\u0000\"", text, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(text).ValueKind);
        Assert.Single(client.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Fault_Outage_HitsExactlyTheCallsNamed()
    {
        await using var client = await SimulatedClient.StartAsync(FaultScript.Outage(fromCall: 3, toCall: 5, DefaultFleet.Small));
        var statuses = new List<int>();
        for (var call = 1; call <= 7; call++)
        {
            await client.AnswerAsync(SimulatedClient.Body($"question {call}", DefaultFleet.Large));
            using var response = await client.SendAsync(SimulatedClient.Body($"question {call}"));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 500, 500, 500, 200, 200], statuses);
    }

    [Fact]
    public async Task Fault_ByProbability_HitsThatShareAndTheSameRequestsEachTime()
    {
        var rule = new FaultRule(FaultKind.ServerError) { Probability = 0.2 };
        var first = await HitsAsync(rule, [.. Enumerable.Range(0, 500)]);
        var second = await HitsAsync(rule, [.. Enumerable.Range(0, 500).Reverse()]);
        Assert.InRange(first.Count, 65, 140);
        Assert.Equal(first.Order(), second.Order());
    }

    private static async Task<List<int>> HitsAsync(FaultRule rule, IReadOnlyList<int> questions)
    {
        await using var client = await SimulatedClient.StartAsync(rule);
        var hits = new List<int>();
        foreach (var question in questions)
        {
            using var response = await client.SendAsync(SimulatedClient.Body($"question {question}"));
            if (!response.IsSuccessStatusCode)
                hits.Add(question);
        }

        return hits;
    }

    /// <summary>Signals when the provider starts to think: before that, a caller that goes away has bought nothing.</summary>
    private sealed class ThinkingClock : TimeProvider
    {
        private readonly TaskCompletionSource _thinking = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Thinking => _thinking.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _thinking.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
