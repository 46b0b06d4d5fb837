using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Providers.Schemas;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using BatchRouter.Worker.Submitting;
using Xunit;
using static BatchRouter.Tests.Submitting.Submissions;
using JobUrgency = BatchRouter.Jobs.Urgency;
using Urgency = BatchRouter.Contracts.Urgency;

namespace BatchRouter.Tests.Submitting;

public sealed class SubmissionReaderTests
{
    private static readonly JsonSerializerOptions AsMassTransit = new(JsonSerializerDefaults.Web);

    private static SubmitJob Full => new()
    {
        JobId = Guid.Parse(Id),
        Project = "demo",
        GroupId = "group",
        Task = "answer",
        Messages =
        [
            ChatMessage.System("be brief"),
            new ChatMessage { Role = "assistant", ToolCalls = JsonElement.Parse("""[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]""") },
            new ChatMessage { Role = "tool", Content = JsonElement.Parse("\"found\""), ToolCallId = "c1" },
            new ChatMessage { Role = "user", Content = JsonElement.Parse("""[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"https://example.org/a.png","detail":"low"}}]""") },
        ],
        Tools = [JsonElement.Parse("""{"type":"function","function":{"name":"f","description":"finds","parameters":{"type":"object"},"strict":true}}""")],
        MaxOutputTokens = 77,
        Temperature = 0.5,
        ResponseFormat = new ResponseFormat("json_schema", JsonElement.Parse("""{"type":"object"}""")),
        Urgency = Urgency.Urgent,
        Deadline = new DateTimeOffset(2026, 11, 22, 15, 0, 0, TimeSpan.FromHours(2)),
        Quality = Quality.Of(0.9),
        MaxCostUsd = 0.000000123m,
        DataClass = "internal",
        Region = "eu",
        Tier = "premium",
        Model = "strong",
        Labels = new Dictionary<string, string> { ["team"] = "a", ["empty"] = "" },
    };

    [Fact]
    public void Read_EveryFieldOfTheContract_Arrives()
    {
        Assert.All(typeof(SubmitJob).GetProperties(), property => Assert.NotNull(property.GetValue(Full)));
        var json = JsonSerializer.Serialize(Full, AsMassTransit);
        var job = Accepted(json);
        Assert.Equal(new JobKey("demo", Full.JobId), job.Key);
        Assert.Equal(("group", "answer", 77, 0.5), (job.GroupId, job.Task, job.MaxOutputTokens, job.Temperature));
        Assert.Equal((ResponseFormatKind.JsonSchema, """{"type":"object"}"""), (job.Format, job.JsonSchema));
        Assert.Equal((JobUrgency.Urgent, Some.Noon.AddHours(1), 0.9, 123L), (job.Urgency, job.Deadline, job.Quality, job.MaxCostNanoUsd));
        Assert.Equal(("internal", "eu", "premium", "strong"), (job.DataClass, job.Region, job.Tier, job.Pin));
        Assert.Equal(Full.Labels, job.Labels);
        Assert.Equal(new Tool("f", "finds", """{"type":"object"}"""), Assert.Single(job.Tools));
        Assert.Equal(["system", "assistant", "tool", "user"], job.Messages.Select(message => message.Role));
        Assert.Equal(new ToolCall("c1", "f", "{\"a\":1}"), Assert.Single(job.Messages[1].ToolCalls!));
        Assert.Equal(("c1", "found"), (job.Messages[2].ToolCallId, job.Messages[2].Text));
        Assert.Equal([new Part.Text("look"), new Part.Image("https://example.org/a.png", "low")], job.Messages[3].Parts);
        Assert.Equal(json, Encoding.UTF8.GetString(job.Body.Span));
    }

    [Fact]
    public void Read_OnlyWhatIsRequired_IsAccepted()
    {
        var job = Accepted(Least);
        Assert.Equal((null, null, null, JobUrgency.Bulk, ResponseFormatKind.Text), (job.GroupId, job.Quality, job.Pin, job.Urgency, job.Format));
        Assert.Empty(job.Labels);
    }

    [Theory]
    [InlineData("groupId"), InlineData("tools"), InlineData("temperature"), InlineData("responseFormat"), InlineData("urgency"), InlineData("quality")]
    [InlineData("maxCostUsd"), InlineData("dataClass"), InlineData("region"), InlineData("tier"), InlineData("model"), InlineData("labels")]
    public void Read_NullOfAnOptionalField_IsAsIfAbsent(string field) => Accepted(With(field, "null"));

    [Theory]
    [InlineData("\"cheap\"", 0.6), InlineData("\"balanced\"", 0.85), InlineData("\"best\"", 0.99), InlineData("0", 0.0), InlineData("1", 1.0)]
    public void Read_Quality_IsANumberOrAWord(string json, double quality) => Assert.Equal(quality, Accepted(With("quality", json)).Quality);

    [Theory]
    [InlineData("project"), InlineData("task"), InlineData("messages"), InlineData("maxOutputTokens"), InlineData("deadline")]
    public void Read_RequiredFieldAbsentOrNull_IsMissing(string field)
    {
        Assert.Equal((field, "missing"), FieldAndCode(Refused(With(field, null))));
        Assert.Equal((field, "missing"), FieldAndCode(Refused(With(field, "null"))));
    }

    [Theory]
    [InlineData("dedline", "1", "dedline", RejectionCodes.UnknownField)]
    [InlineData("Project", "\"demo\"", "Project", RejectionCodes.UnknownField)]
    [InlineData("project", "7", "project", RejectionCodes.WrongType)]
    [InlineData("project", "\"\"", "project", RejectionCodes.OutOfRange)]
    [InlineData("project", "\"other\"", "project", RejectionCodes.UnknownProject)]
    [InlineData("task", "[]", "task", RejectionCodes.WrongType)]
    [InlineData("messages", "{}", "messages", RejectionCodes.WrongType)]
    [InlineData("messages", "[]", "messages", RejectionCodes.OutOfRange)]
    [InlineData("messages", "[7]", "messages[0]", RejectionCodes.WrongType)]
    [InlineData("maxOutputTokens", "0", "maxOutputTokens", RejectionCodes.OutOfRange)]
    [InlineData("maxOutputTokens", "1000001", "maxOutputTokens", RejectionCodes.OutOfRange)]
    [InlineData("maxOutputTokens", "1.5", "maxOutputTokens", RejectionCodes.OutOfRange)]
    [InlineData("maxOutputTokens", "1e999", "maxOutputTokens", RejectionCodes.OutOfRange)]
    [InlineData("maxOutputTokens", "99999999999999999999999", "maxOutputTokens", RejectionCodes.OutOfRange)]
    [InlineData("maxOutputTokens", "\"10\"", "maxOutputTokens", RejectionCodes.WrongType)]
    [InlineData("temperature", "2.1", "temperature", RejectionCodes.OutOfRange)]
    [InlineData("temperature", "1e999", "temperature", RejectionCodes.OutOfRange)]
    [InlineData("temperature", "-1e999", "temperature", RejectionCodes.OutOfRange)]
    [InlineData("urgency", "\"soon\"", "urgency", RejectionCodes.OutOfRange)]
    [InlineData("urgency", "1", "urgency", RejectionCodes.WrongType)]
    [InlineData("deadline", "\"tomorrow\"", "deadline", RejectionCodes.WrongType)]
    [InlineData("deadline", "\"2026-11-22T13:00:00\"", "deadline", RejectionCodes.WrongType)]
    [InlineData("deadline", "\"2026-11-22\"", "deadline", RejectionCodes.WrongType)]
    [InlineData("deadline", "\"0001-01-01T00:00:00+14:00\"", "deadline", RejectionCodes.WrongType)]
    [InlineData("deadline", "1795348800", "deadline", RejectionCodes.WrongType)]
    [InlineData("deadline", "\"2027-11-24T00:00:00Z\"", "deadline", RejectionCodes.OutOfRange)]
    [InlineData("quality", "1.01", "quality", RejectionCodes.OutOfRange)]
    [InlineData("quality", "\"good\"", "quality", RejectionCodes.OutOfRange)]
    [InlineData("quality", "[]", "quality", RejectionCodes.WrongType)]
    [InlineData("maxCostUsd", "-0.01", "maxCostUsd", RejectionCodes.OutOfRange)]
    [InlineData("maxCostUsd", "1000001", "maxCostUsd", RejectionCodes.OutOfRange)]
    [InlineData("maxCostUsd", "1e999", "maxCostUsd", RejectionCodes.OutOfRange)]
    [InlineData("maxCostUsd", "0.0000000001", "maxCostUsd", RejectionCodes.OutOfRange)]
    [InlineData("maxCostUsd", "1e-40", "maxCostUsd", RejectionCodes.OutOfRange)]
    [InlineData("model", "\"nobody\"", "model", RejectionCodes.UnknownModel)]
    [InlineData("labels", "[]", "labels", RejectionCodes.WrongType)]
    [InlineData("labels", "{\"a\":1}", "labels.a", RejectionCodes.WrongType)]
    [InlineData("labels", "{\"a\":\"1\",\"a\":\"2\"}", "labels.a", RejectionCodes.DuplicateField)]
    [InlineData("labels", "{\"\":\"1\"}", "labels", RejectionCodes.OutOfRange)]
    [InlineData("responseFormat", "{}", "responseFormat.type", RejectionCodes.Missing)]
    [InlineData("responseFormat", "{\"type\":\"xml\"}", "responseFormat.type", RejectionCodes.OutOfRange)]
    [InlineData("responseFormat", "{\"type\":\"json_schema\"}", "responseFormat.schema", RejectionCodes.Missing)]
    [InlineData("responseFormat", "{\"type\":\"text\",\"schema\":{}}", "responseFormat.schema", RejectionCodes.OutOfRange)]
    [InlineData("responseFormat", "{\"type\":\"json_schema\",\"schema\":{\"type\":\"thing\"}}", "responseFormat.schema", RejectionCodes.InvalidSchema)]
    [InlineData("responseFormat", "{\"type\":\"json_schema\",\"schema\":{\"$ref\":\"http://example.org/\"}}", "responseFormat.schema", RejectionCodes.InvalidSchema)]
    [InlineData("tools", "[{\"type\":\"magic\"}]", "tools[0].type", RejectionCodes.OutOfRange)]
    [InlineData("tools", "[{\"type\":\"function\"}]", "tools[0].function.name", RejectionCodes.Missing)]
    [InlineData("tools", "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":1}}]", "tools[0].function.strict", RejectionCodes.WrongType)]
    public void Read_WrongField_IsRefusedWithItsPathAndCode(string field, string json, string path, string code)
    {
        var rejection = Refused(With(field, json));
        Assert.Equal((path, code), FieldAndCode(rejection));
        Assert.Equal(Guid.Parse(Id), rejection.JobId);
        Assert.NotEmpty(rejection.Reason);
    }

    [Theory]
    [InlineData("{\"content\":\"x\"}", "messages[0].role", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"king\",\"content\":\"x\"}", "messages[0].role", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"user\"}", "messages[0].content", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"user\",\"content\":null}", "messages[0].content", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"user\",\"content\":7}", "messages[0].content", RejectionCodes.WrongType)]
    [InlineData("{\"role\":\"user\",\"content\":[]}", "messages[0].content", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}", "messages[0].content[0].type", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}", "messages[0].content[0].text", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"file:///x\"}}]}", "messages[0].content[0].image_url.url", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png,xx\"}}]}", "messages[0].content[0].image_url.url", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,%%\"}}]}", "messages[0].content[0].image_url.url", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"tool\",\"content\":\"x\"}", "messages[0].tool_call_id", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"tool_call_id\":\"c\"}", "messages[0].tool_call_id", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}", "messages[0].tool_calls", RejectionCodes.OutOfRange)]
    [InlineData("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"no\"}}]}", "messages[0].tool_calls[0]", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":\\\"\\ud800\\\"}\"}}]}", "messages[0].tool_calls[0]", RejectionCodes.Missing)]
    [InlineData("{\"role\":\"user\",\"content\":\"x\",\"name\":\"n\"}", "messages[0].name", RejectionCodes.UnknownField)]
    public void Read_WrongMessage_IsRefusedWithItsPathAndCode(string message, string path, string code) =>
        Assert.Equal((path, code), FieldAndCode(Refused(Messages(message))));

    [Fact]
    public void Read_FieldThatStandsTwice_IsRefused()
    {
        Assert.Equal(("task", RejectionCodes.DuplicateField), FieldAndCode(Refused(Least.Replace("{\"jobId\"", "{\"task\":\"other\",\"jobId\"", StringComparison.Ordinal))));
        Assert.Equal(("jobId", RejectionCodes.DuplicateField), FieldAndCode(Refused(Least.Replace("{\"jobId\"", $"{{\"jobId\":\"{Id}\",\"jobId\"", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("project", 64), InlineData("task", 64), InlineData("groupId", 128), InlineData("dataClass", 64), InlineData("region", 64), InlineData("tier", 64), InlineData("model", 64)]
    public void Read_TooLongName_IsRefused(string field, int limit)
    {
        Assert.NotEqual(RejectionCodes.TooLong, (Read(With(field, Text(limit))) as Submission.Refused)?.Rejection.Code);
        Assert.Equal((field, RejectionCodes.TooLong), FieldAndCode(Refused(With(field, Text(limit + 1)))));
    }

    [Theory]
    [InlineData("project"), InlineData("task"), InlineData("groupId"), InlineData("dataClass"), InlineData("region"), InlineData("tier"), InlineData("model")]
    public void Read_InvalidTextInANameOrId_IsRefusedAndGoesNowhere(string field)
    {
        foreach (var bad in (string[])["\\u0000", "\\u0007", "\\u0085", "\\ud800", "\\udc00x", "\\udc00\\ud800"])
        {
            var rejection = Refused(With(field, $"\"a{bad}\""));
            Assert.Equal((field, RejectionCodes.InvalidText), FieldAndCode(rejection));
            Assert.Equal(field == "project" ? null : "demo", rejection.Project);
            Assert.Null(rejection.GroupId);
        }

        if (field == "groupId")
            Assert.Equal("a😀", Accepted(With(field, "\"a\\ud83d\\ude00\"")).GroupId);
    }

    [Theory]
    [InlineData("{\"a\\u0000\":\"1\"}", "labels", RejectionCodes.InvalidText)]
    [InlineData("{\"a\\ud800\":\"1\"}", "labels", RejectionCodes.InvalidText)]
    [InlineData("{\"a\":\"\\u0000\"}", "labels.a", RejectionCodes.InvalidText)]
    [InlineData("{\"a\":\"\\udfff\"}", "labels.a", RejectionCodes.InvalidText)]
    public void Read_InvalidTextInALabel_IsRefused(string labels, string path, string code) =>
        Assert.Equal((path, code), FieldAndCode(Refused(With("labels", labels))));

    [Fact]
    public void Read_TooMany_IsRefused()
    {
        Assert.Equal(("messages", RejectionCodes.TooMany), FieldAndCode(Refused(With("messages", List(257, "{\"role\":\"user\",\"content\":\"x\"}")))));
        Assert.Equal(("messages[0].content", RejectionCodes.TooMany), FieldAndCode(Refused(Messages($"{{\"role\":\"user\",\"content\":{List(257, "{\"type\":\"text\",\"text\":\"x\"}")}}}"))));
        Assert.Equal(("tools", RejectionCodes.TooMany), FieldAndCode(Refused(With("tools", List(129, "{\"function\":{\"name\":\"f\"}}")))));
        Assert.Equal(("labels", RejectionCodes.TooMany), FieldAndCode(Refused(With("labels", Labels(33)))));
        Assert.Equal(32, Accepted(With("labels", Labels(32))).Labels.Count);
        Assert.Equal(("labels", RejectionCodes.TooLong), FieldAndCode(Refused(With("labels", $"{{{Text(65)}:\"\"}}"))));
        Assert.Equal(("labels.a", RejectionCodes.TooLong), FieldAndCode(Refused(With("labels", $"{{\"a\":{Text(257)}}}"))));
        Assert.Equal(("responseFormat.schema", RejectionCodes.TooLong), FieldAndCode(Refused(With("responseFormat", $"{{\"type\":\"json_schema\",\"schema\":{{\"title\":{Text(66_000)}}}}}"))));
    }

    [Fact]
    public void Read_BodyTooLarge_IsRefused() =>
        Assert.Equal(("$", RejectionCodes.BodyTooLarge), FieldAndCode(Refused(Messages($"{{\"role\":\"user\",\"content\":{Text(Limits.BodyBytes)}}}"))));

    [Fact]
    public void Read_DeadlineBeforeSent_IsRefusedAndWithoutASentTimeNone()
    {
        var json = With("deadline", "\"2026-11-22T11:00:00Z\"");
        Assert.Equal(("deadline", RejectionCodes.DeadlineBeforeSent), FieldAndCode(Refused(json, Some.Noon.AddMinutes(-59))));
        Accepted(json);
        Assert.IsType<Submission.Accepted>(Read(json, Some.Noon.AddHours(-1)));
    }

    [Fact]
    public void Read_PinThatItsTaskDoesNotAllow_IsRefused()
    {
        var reader = new SubmissionReader(
            Some.Live(policy: Some.Policy(new TaskPolicy { Name = "default", Models = ["weak"] })), new NJsonSchemaValidator());
        var submission = reader.Read(Encoding.UTF8.GetBytes(With("model", "\"strong\"")), null, Some.Noon);
        Assert.Equal(("model", RejectionCodes.UnknownModel), FieldAndCode(Assert.IsType<Submission.Refused>(submission).Rejection));
    }

    [Theory]
    [InlineData("hello"), InlineData(""), InlineData("{"), InlineData("[]"), InlineData("null"), InlineData("7"), InlineData("{}"), InlineData("{\"jobId\":7}")]
    [InlineData("{\"jobId\":\"7\"}"), InlineData("{\"jobId\":null}"), InlineData("{\"jobId\":\"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4\\ud800\"}")]
    public void Read_NoJobIdToBeRead_IsUnreadable(string body) => Assert.IsType<Submission.Unreadable>(Read(body));

    [Fact]
    public void Read_NotUtf8OrTooDeep_IsUnreadable()
    {
        Assert.IsType<Submission.Unreadable>(Reader.Read(new byte[] { 0x22, 0xC3, 0x28, 0x22 }, null, Some.Noon));
        Assert.IsType<Submission.Unreadable>(Read(With("messages", new string('[', 5_000) + new string(']', 5_000))));
    }

    [Fact]
    public void Read_LoneSurrogateInAKey_IsAnUnknownFieldAndNoException()
    {
        var rejection = Refused(Least.Replace("{\"jobId\"", "{\"\\ud800\":1,\"jobId\"", StringComparison.Ordinal));
        Assert.Equal(("\uFFFD", RejectionCodes.UnknownField), FieldAndCode(rejection));
        Assert.Equal("demo", rejection.Project);
    }

    [Fact]
    public void Read_EndlessKey_IsNamedWithinBounds() => Assert.InRange(Refused(With(new string('k', 100_000), "1")).Field.Length, 1, 200);

    [Fact]
    public void Read_FaultBeforeProjectAndGroup_NamesThemAllTheSame()
    {
        var rejection = Refused($$"""{"what":1,"jobId":"{{Id}}","project":"demo","groupId":"g"}""");
        Assert.Equal(("what", "demo", "g"), (rejection.Field, rejection.Project, rejection.GroupId));
    }

    [Theory]
    [InlineData("a\\u0000b"), InlineData("\\ud800"), InlineData("x\\udc00\\ud83d"), InlineData("\\ud83d\\ude00\\ud83d")]
    public void Read_AnyUtf16InMessageText_IsAcceptedAndKept(string escaped)
    {
        var text = Some.Text(escaped);
        Assert.Equal(text, Accepted(Messages($"{{\"role\":\"user\",\"content\":\"{escaped}\"}}")).Prompt);
        Assert.Equal(text, Accepted(Messages($"{{\"role\":\"user\",\"content\":[{{\"type\":\"text\",\"text\":\"{escaped}\"}}]}}")).Prompt);
    }

    private static (string, string) FieldAndCode(Rejection rejection) => (rejection.Field, rejection.Code);

    private static string Text(int length) => $"\"{new string('a', length)}\"";

    private static string List(int count, string item) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";

    private static string Labels(int count) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"k{i.ToString(CultureInfo.InvariantCulture)}\":\"v\""))}}}";
}
