using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Caching;

public sealed class RequestKeyTests
{
    private static readonly BatchJob Job = Some.Job() with { Temperature = 0, Tools = [new Tool("f", null, "{}")] };

    private static readonly Dictionary<string, Func<BatchJob, BatchJob>> Changes = new()
    {
        ["task"] = job => job with { Task = "other" },
        ["prompt"] = job => job with { Messages = [new Message("user", [new Part.Text("What is 6 times 8?")])] },
        ["role"] = job => job with { Messages = [new Message("system", [new Part.Text("What is 6 times 7?")])] },
        ["split text"] = job => job with { Messages = [new Message("user", [new Part.Text("What is "), new Part.Text("6 times 7?")])] },
        ["image"] = job => job with { Messages = [new Message("user", [new Part.Image("What is 6 times 7?", null)])] },
        ["pin"] = job => job with { Pin = "strong" },
        ["data class"] = job => job with { DataClass = "internal" },
        ["region"] = job => job with { Region = "eu" },
        ["output limit"] = job => job with { MaxOutputTokens = 999 },
        ["temperature"] = job => job with { Temperature = 0.1 },
        ["no temperature"] = job => job with { Temperature = null },
        ["format"] = job => job with { Format = ResponseFormatKind.JsonObject },
        ["schema"] = job => job with { JsonSchema = "{}" },
        ["tools"] = job => job with { Tools = [] },
        ["tool description"] = job => job with { Tools = [new Tool("f", "", "{}")] },
        ["tool talk"] = job => job with { Messages = [.. job.Messages, new Message("assistant", [], [new ToolCall("1", "f", "{}")])] },
    };

    public static IEnumerable<TheoryDataRow<string>> Names() => Changes.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_AnythingElseAsked_IsAnotherKey(string change) => Assert.NotEqual(RequestKey.Of(Job), RequestKey.Of(Changes[change](Job)));

    [Fact]
    public void Of_SameAskedAgainByAnotherJob_IsTheSameKey() => Assert.Equal(
        RequestKey.Of(Job),
        RequestKey.Of(Job with { Key = new JobKey("demo", Guid.NewGuid()), Deadline = Some.Noon.AddDays(9), GroupId = "g", Urgency = Urgency.Urgent, MaxCostNanoUsd = 7 }));
}
