using System.Net;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class MessageTests
{
    [Fact]
    public async Task Message_AndChatCompletionOfTheSameQuestion_AreTheSameAnswer()
    {
        await using var stage = await BatchStage.StartAsync();
        var message = await AnswerAsync(stage, BatchStage.MessageBody("What is a dead letter?", more: ""","system":[{"type":"text","text":"Be short."}]"""));
        using var chat = await stage.OpenAi.PostAsync("v1/chat/completions", BatchStage.Json(
            $$"""{"model":"{{DefaultFleet.Small}}","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"What is a dead letter?"}]}"""), BatchStage.Stop);
        Assert.Equal((await BatchStage.ReadAsync(chat)).Text(), message.GetProperty("content")[0].Text("text"));
        Assert.Equal("end_turn", message.Text("stop_reason"));
        var bill = stage.Provider.Bill.Lines();
        Assert.Equal(bill[1].AmountNanoUsd, bill[0].AmountNanoUsd);
    }

    [Fact]
    public async Task Usage_WithACache_TellsEachTokenOnce()
    {
        await using var stage = await BatchStage.StartAsync(
            more: options => options with { Models = [SimulatedClient.QuickFleet[0] with { CachedShare = 0.5m, CacheWriteShare = 0.2m }] });
        var usage = (await AnswerAsync(stage, BatchStage.MessageBody("What do the tokens of a long prompt cost, if half of them were read before?"))).GetProperty("usage");
        var line = Assert.Single(stage.Provider.Bill.Lines());
        Assert.Equal(line.InputTokens - line.CachedTokens - line.CacheWriteTokens, usage.GetProperty("input_tokens").GetInt64());
        Assert.Equal(line.CacheWriteTokens, usage.GetProperty("cache_creation_input_tokens").GetInt64());
        Assert.Equal(line.CachedTokens, usage.GetProperty("cache_read_input_tokens").GetInt64());
        Assert.Equal(line.OutputTokens, usage.GetProperty("output_tokens").GetInt64());
        Assert.True(line.CachedTokens > 0 && line.CacheWriteTokens > 0);
    }

    [Fact]
    public async Task Message_WithAForcedTool_CallsIt()
    {
        const string Tool = ""","tools":[{"name":"note","input_schema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}}],"tool_choice":{"type":"tool","name":"note"}""";
        await using var stage = await BatchStage.StartAsync();
        var message = await AnswerAsync(stage, BatchStage.MessageBody("Take a note.", more: Tool));
        Assert.Equal("tool_use", message.Text("stop_reason"));
        var call = message.GetProperty("content")[0];
        Assert.Equal(("tool_use", "note"), (call.Text("type"), call.Text("name")));
        Assert.Equal(JsonValueKind.String, call.GetProperty("input").GetProperty("text").ValueKind);
    }

    [Fact]
    public async Task Message_CutAtItsLimit_StopsForMaxTokens()
    {
        await using var stage = await BatchStage.StartAsync();
        var body = BatchStage.MessageBody("Explain queues at length.").Replace("\"max_tokens\":500", "\"max_tokens\":2", StringComparison.Ordinal);
        Assert.Equal("max_tokens", (await AnswerAsync(stage, body)).Text("stop_reason"));
    }

    [Theory]
    [InlineData("""{"model":"nobody","max_tokens":5,"messages":[{"role":"user","content":"x"}]}""", HttpStatusCode.NotFound, "not_found_error")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"user","content":"x"}]}""", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("""{"model":"sim-small","max_tokens":5,"messages":[]}""", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("""{"model":"sim-small","max_tokens":5,"messages":[{"role":"system","content":"x"}]}""", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("no json", HttpStatusCode.BadRequest, "invalid_request_error")]
    public async Task BadRequest_IsRefusedInAnthropicsShape(string body, HttpStatusCode status, string type)
    {
        await using var stage = await BatchStage.StartAsync();
        using var response = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(body), BatchStage.Stop);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(type, await ErrorTypeAsync(response));
        Assert.Empty(stage.Provider.Bill.Lines());
    }

    [Theory]
    [InlineData(FaultKind.RateLimited, 429, "rate_limit_error")]
    [InlineData(FaultKind.ServerError, 500, "api_error")]
    [InlineData(FaultKind.Unavailable, 529, "overloaded_error")]
    public async Task Fault_IsToldInAnthropicsWords(FaultKind kind, int status, string type)
    {
        await using var stage = await BatchStage.StartAsync(more: options => options with { Faults = new(new FaultRule(kind)) });
        using var response = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(BatchStage.MessageBody("x?")), BatchStage.Stop);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(type, await ErrorTypeAsync(response));
    }

    [Fact]
    public async Task Key_ThatIsWrong_OrVersionThatIsMissing_IsRefused()
    {
        await using var stage = await BatchStage.StartAsync();
        stage.Anthropic.DefaultRequestHeaders.Remove("anthropic-version");
        using var versionless = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(BatchStage.MessageBody("x?")), BatchStage.Stop);
        Assert.Equal("invalid_request_error", await ErrorTypeAsync(versionless));
        stage.Anthropic.DefaultRequestHeaders.Remove("x-api-key");
        using var keyless = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(BatchStage.MessageBody("x?")), BatchStage.Stop);
        Assert.Equal("authentication_error", await ErrorTypeAsync(keyless));
    }

    private static async Task<JsonElement> AnswerAsync(BatchStage stage, string body)
    {
        using var response = await stage.Anthropic.PostAsync("v1/messages", BatchStage.Json(body), BatchStage.Stop);
        return await BatchStage.ReadAsync(response);
    }

    private static async Task<string> ErrorTypeAsync(HttpResponseMessage response)
    {
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync(BatchStage.Stop));
        Assert.Equal("error", body.Text("type"));
        Assert.NotEmpty(body.GetProperty("error").Text("message"));
        return body.GetProperty("error").Text("type");
    }
}
