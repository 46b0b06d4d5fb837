using System.Net;
using System.Text.Json;
using BatchRouter.Sandbox.Simulation;
using Xunit;

namespace BatchRouter.Tests.Simulation;

public sealed class ChatCompletionTests
{
    private const string Prompt = "What is a quorum queue?";

    [Fact]
    public async Task Chat_WithoutTheKey_Answers401InOpenAIsShape()
    {
        await using var client = await SimulatedClient.StartAsync();
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        using var response = await client.SendAsync(SimulatedClient.Body(Prompt));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("invalid_api_key", await response.ErrorCodeAsync());
        Assert.Empty(client.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Chat_WithAPlainPrompt_AnswersInOpenAIsShapeAndSaysItIsSimulated()
    {
        await using var client = await SimulatedClient.StartAsync();
        using var response = await client.SendAsync(SimulatedClient.Body(Prompt));
        var reply = JsonElement.Parse(await response.Content.ReadAsStringAsync(SimulatedClient.Stop));
        Assert.Equal("chat.completion", reply.GetProperty("object").GetString());
        Assert.Equal("simulated", reply.GetProperty("system_fingerprint").GetString());
        Assert.Contains("simulated", reply.Text(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("stop", reply.FinishReason());
        Assert.Equal(reply.Tokens("total_tokens"), reply.Tokens("prompt_tokens") + reply.Tokens("completion_tokens"));
        Assert.All(["x-request-id", "openai-processing-ms", "x-ratelimit-limit-requests"], name => Assert.True(response.Headers.Contains(name)));
        Assert.Contains("simulated", await client.Http.GetStringAsync(new Uri("/", UriKind.Relative), SimulatedClient.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_WithTheKey_ListsTheFleet()
    {
        await using var client = await SimulatedClient.StartAsync();
        var list = await client.GetAsync("v1/models");
        Assert.Equal(
            DefaultFleet.Models.Select(model => model.Name),
            list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!));
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("[]", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("""{"messages":[]}""", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("""{"model":"gpt-0","messages":[{"role":"user","content":"x"}]}""", HttpStatusCode.NotFound, "model_not_found")]
    [InlineData("""{"model":"sim-small","messages":[]}""", HttpStatusCode.BadRequest, "invalid_request_error")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"clown","content":"x"}]}""", HttpStatusCode.BadRequest, "invalid_value")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"user","content":7}]}""", HttpStatusCode.BadRequest, "invalid_type")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"user","content":[7]}]}""", HttpStatusCode.BadRequest, "invalid_value")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"user","content":"x"}],"max_tokens":0}""", HttpStatusCode.BadRequest, "invalid_value")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"user","content":"x"}],"stream":true}""", HttpStatusCode.BadRequest, "unsupported_value")]
    [InlineData("""{"model":"sim-fast","messages":[{"role":"user","content":"x"}],"logprobs":true}""", HttpStatusCode.BadRequest, "unsupported_parameter")]
    [InlineData("""{"model":"sim-small","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema"}}""", HttpStatusCode.BadRequest, "missing_required_parameter")]
    public async Task Chat_WithAnInvalidBody_AnswersOpenAIsErrorAndChargesNothing(string body, HttpStatusCode status, string code)
    {
        await using var client = await SimulatedClient.StartAsync();
        using var response = await client.SendAsync(body);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, await response.ErrorCodeAsync());
        Assert.Empty(client.Provider.Bill.Lines());
    }

    [Fact]
    public async Task Chat_PastTheContextWindow_AnswersContextLengthExceeded()
    {
        var small = SimulatedClient.QuickFleet[0] with { ContextWindowTokens = 100 };
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions { Models = [small] });
        using var response = await client.SendAsync(SimulatedClient.Body(string.Join(' ', Enumerable.Repeat("word", 120))));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("context_length_exceeded", await response.ErrorCodeAsync());
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("~")]
    [InlineData("\U0001F600")]
    public async Task Chat_WithAHugePromptWithoutABreak_AnswersInTime(string unit)
    {
        await using var client = await SimulatedClient.StartAsync();
        client.Http.Timeout = TimeSpan.FromSeconds(20);
        using var response = await client.SendAsync(SimulatedClient.Body(string.Concat(Enumerable.Repeat(unit, 300_000))));
        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest]);
    }

    [Theory]
    [InlineData("max_tokens", DefaultFleet.Small)]
    [InlineData("max_completion_tokens", DefaultFleet.Medium)]
    public async Task Chat_WithAnOutputLimit_CutsTheTextAndSaysLength(string parameter, string model)
    {
        await using var client = await SimulatedClient.StartAsync();
        var whole = await client.AnswerAsync(SimulatedClient.Body(Prompt, model));
        var cut = await client.AnswerAsync(SimulatedClient.Body(Prompt, model, $",\"{parameter}\":7"));
        Assert.Equal("length", cut.FinishReason());
        Assert.InRange(cut.Tokens("completion_tokens"), 5, 7);
        Assert.StartsWith(cut.Text(), whole.Text(), StringComparison.Ordinal);
        Assert.False(client.Provider.Oracle.IsCorrect(model, SimulatedQuestion.Of(Prompt, maxOutputTokens: 7)));
    }

    [Fact]
    public async Task Chat_AtTheInflatedModel_CountsThirtyPercentMoreRoundedUp()
    {
        await using var client = await SimulatedClient.StartAsync();
        foreach (var task in DemoWorkload.Generate(50, seed: 2))
        {
            var plain = (await client.AnswerAsync(SimulatedClient.Body(task.Prompt))).Tokens("prompt_tokens");
            var inflated = (await client.AnswerAsync(SimulatedClient.Body(task.Prompt, DefaultFleet.Medium))).Tokens("prompt_tokens");
            Assert.Equal((long)Math.Ceiling(plain * 1.3m), inflated);
        }
    }

    [Fact]
    public async Task Chat_AskedForLogprobs_GivesOneForEachTokenOfTheText()
    {
        await using var client = await SimulatedClient.StartAsync();
        var reply = await client.AnswerAsync(SimulatedClient.Body(DemoWorkload.Generate(1, 1)[0].Prompt, more: ",\"logprobs\":true"));
        var tokens = reply.Choice().GetProperty("logprobs").GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(reply.Text(), string.Concat(tokens.Select(token => token.GetProperty("token").GetString())));
        Assert.Equal(reply.Tokens("completion_tokens"), tokens.Count);
        Assert.All(tokens, token => Assert.True(token.GetProperty("logprob").GetDouble() < 0));
    }

    [Fact]
    public async Task Chat_WithAForcedTool_CallsItWithArgumentsThatFit()
    {
        await using var client = await SimulatedClient.StartAsync();
        var reply = await client.AnswerAsync(SimulatedClient.Body("Weather in Delft?", more:
            """
            ,"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"days":{"type":"integer","minimum":3,"maximum":4}},"required":["days"]}}}],"tool_choice":{"type":"function","function":{"name":"weather"}}
            """));
        var call = reply.Choice().GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal("weather", call.GetProperty("name").GetString());
        Assert.InRange(JsonElement.Parse(call.GetProperty("arguments").GetString()!).GetProperty("days").GetInt32(), 3, 4);
        Assert.Equal("tool_calls", reply.FinishReason());
    }

    [Fact]
    public async Task Chat_WithImageParts_AnswersAndCountsThem()
    {
        await using var client = await SimulatedClient.StartAsync();
        const string Body =
            """
            {"model":"sim-small","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}
            """;
        var reply = await client.AnswerAsync(Body);
        Assert.NotEmpty(reply.Text());
        Assert.True(reply.Tokens("prompt_tokens") > 85);
    }

    [Theory]
    [InlineData("\\ud83d alone")]
    [InlineData("zero \\u0000 and \\\" \\\\ \\n \\u00e4 then \\udc00")]
    public async Task Chat_WithLoneSurrogatesOrZeroInThePrompt_Answers(string escaped)
    {
        await using var client = await SimulatedClient.StartAsync();
        var reply = await client.AnswerAsync($$"""{"model":"sim-small","messages":[{"role":"user","content":"{{escaped}}"}]}""");
        Assert.NotEmpty(reply.Text());
    }

    [Fact]
    public async Task Chat_AboveTheModelsConcurrency_Answers429WithRetryAfter()
    {
        var slow = SimulatedClient.QuickFleet[0] with { MaxConcurrency = 1, Latency = new(MedianMs: 400, P99Ms: 401) };
        await using var client = await SimulatedClient.StartAsync(new SimulatedProviderOptions { Models = [slow] });
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(index => client.SendAsync(SimulatedClient.Body($"question {index}"))));
        Assert.Single(replies, reply => reply.IsSuccessStatusCode);
        Assert.All(replies.Where(reply => !reply.IsSuccessStatusCode), reply =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, reply.StatusCode);
            Assert.NotNull(reply.Headers.RetryAfter);
        });
        Assert.Single(client.Provider.Bill.Lines());
    }
}
