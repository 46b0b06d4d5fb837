using System.Text.Json;
using BatchRouter.Jobs;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using BatchRouter.Sandbox.Simulation;
using BatchRouter.Scoring;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class TextTests
{
    private static readonly Gen<string> AnyUnits = Gen.OneOf(Gen.String, Gen.Char["a\0\ud800\udc00\ud83d\ue000\ue001\"\\u E"].Array[0, 30].Select(units => new string(units)));

    [Theory]
    [InlineData("a\\u0000b")]
    [InlineData("\\ud800")]
    [InlineData("x\\udc00\\ud83dy")]
    [InlineData("😀\\ud83d")]
    [InlineData("\\\\ue000 \\ue000\\ud800")]
    [InlineData("\\\\uE001\\\\\\ud800\\ue001")]
    [InlineData("plain \\\\ud800")]
    public async Task Call_AnyUtf16InAPrompt_ArrivesWithoutLoss(string escaped)
    {
        var prompt = Some.Text(escaped);
        await using var log = new RequestLog();
        var job = Job(new Message("system", [new Part.Text(prompt)]), new Message("user", [new Part.Text(prompt)]));
        Assert.IsType<CallResult.Replied>(await log.CallAsync(job));
        Assert.Equal([prompt, prompt], Sent(log).Select(Text));
    }

    [Fact]
    public async Task Call_LoneSurrogateInAToolMessage_ArrivesWithoutLoss()
    {
        await using var log = new RequestLog();
        var call = new Message("assistant", [], [new ToolCall("c", "f", "{}")]);
        await log.CallAsync(Job(new Message("user", [new Part.Text("go")]), call, new Message("tool", [new Part.Text("\ud800")], null, "c")));
        Assert.Equal("\ud800", Text(Sent(log)[2]));
    }

    // The mark that carries surrogates past the JSON library must not be a character of anything else in the request.
    [Fact]
    public async Task Call_PrivateUseCharactersBesideALoneSurrogate_ArriveWithoutLoss()
    {
        await using var log = new RequestLog();
        var body = JsonSerializer.SerializeToUtf8Bytes("\ue000");
        var tool = new Tool("f", "\ue000", """{"type":"object","properties":{"\ue000":{"type":"string"}}}""");
        await log.CallAsync(Job(new Message("user", [new Part.Text("\ud800")])) with { Tools = [tool], Body = body });
        var function = JsonElement.Parse(log.Bodies[0]).GetProperty("tools")[0].GetProperty("function");
        Assert.Equal("\ue000", function.GetProperty("description").GetString());
        Assert.True(function.GetProperty("parameters").GetProperty("properties").TryGetProperty("\ue000", out _));
    }

    [Fact]
    public async Task Call_LoneSurrogateAndNulInAnAnswer_ArriveWithoutLoss()
    {
        await using var stage = await CallingStage.StartAsync(CallingStage.Once, null, new FaultRule(FaultKind.LoneSurrogate));
        Assert.EndsWith("\ud83d\0", (await ModelClientTests.RepliedAsync(stage.CallAsync())).Answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\ue000 \\ud800")]
    [InlineData("\\uE000\ue001\\udc00")]
    [InlineData("\\ud83d\\ude00\\\\ud800")]
    public async Task Call_EscapesInAnAnswer_AreReadAsTheyWereMeant(string escaped)
    {
        await using var log = new RequestLog();
        log.Then(200, body: $$"""
            {"id":"a","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{escaped}}"},"finish_reason":"stop"}]}
            """);
        Assert.Equal(Some.Text(escaped), (await ModelClientTests.RepliedAsync(log.CallAsync())).Answer.Text);
    }

    [Fact]
    public async Task Call_DetailOfAnImage_IsNotDropped()
    {
        await using var log = new RequestLog();
        await log.CallAsync(Job(new Message("user", [new Part.Image("https://example.org/a.png", "low"), new Part.Image("data:image/png;base64,AAAA", "high")])));
        var images = Sent(log)[0].GetProperty("content").EnumerateArray().Select(part => part.GetProperty("image_url")).ToList();
        Assert.Equal(["low", "high"], images.Select(image => image.GetProperty("detail").GetString()));
        Assert.Equal(["https://example.org/a.png", "data:image/png;base64,AAAA"], images.Select(image => image.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task Call_ParametersOfTheJob_AreSent()
    {
        await using var log = new RequestLog();
        await log.CallAsync(Some.Job() with { Temperature = 0.7, Format = ResponseFormatKind.JsonSchema, JsonSchema = """{"type":"object","properties":{"a":{"type":"string"}}}""" });
        var sent = JsonElement.Parse(log.Bodies[0]);
        Assert.Equal(("weak", 100), (sent.GetProperty("model").GetString(), sent.GetProperty("max_completion_tokens").GetInt32()));
        Assert.Equal(0.7, sent.GetProperty("temperature").GetDouble(), 6);
        Assert.Equal("string", sent.GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetProperty("properties").GetProperty("a").GetProperty("type").GetString());
        Assert.True(sent.GetProperty("logprobs").GetBoolean());
    }

    [Fact]
    public void Mark_AnyText_IsRestoredToTheUnit() => AnyUnits.Sample(text =>
    {
        var mark = SurrogateMarks.Choose([text]);
        return SurrogateMarks.Restore(SurrogateMarks.Mark(text, mark), mark) == text && !SurrogateMarks.HasLone(SurrogateMarks.Mark(text, mark));
    });

    private static BatchJob Job(params Message[] messages) => Some.Job() with { Messages = messages };

    private static List<JsonElement> Sent(RequestLog log) => [.. JsonElement.Parse(log.Bodies[0]).GetProperty("messages").EnumerateArray()];

    // A single text may be sent as a string or as the only part.
    private static string Text(JsonElement message)
    {
        var content = message.GetProperty("content");
        var text = content.ValueKind == JsonValueKind.Array ? content[0].GetProperty("text") : content;
        return JsonStrings.Unquote(text.GetRawText());
    }
}
