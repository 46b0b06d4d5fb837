using System.Text;
using System.Text.Json;
using BatchRouter.Cli.Results;
using BatchRouter.Postgres.Reading;
using Xunit;

namespace BatchRouter.Tests.Cli;

public sealed class ResultWriterTests
{
    private static readonly ResultRow Row = new()
    {
        JobId = Guid.Parse("7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d"),
        Project = "docs",
        GroupId = "night",
        State = "settled",
        CostNanoUsd = 123,
        Late = false,
        OutputJson = "\"a \\u0000 \\ud800 ü \\n\"",
        ToolCallsJson = "[\n  { \"id\": \"1\\n\" }\n]",
    };

    [Fact]
    public void Line_CopiesTheAnswerToTheLetter_OnOneLine()
    {
        var line = Encoding.UTF8.GetString(new ResultWriter(JsonNamingPolicy.CamelCase).Line(Row).Span);
        Assert.Contains("\"output\":\"a \\u0000 \\ud800 ü \\n\"", line, StringComparison.Ordinal);
        Assert.Contains("{ \"id\": \"1\\n\" }", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
        Assert.Contains("\"costUsd\":0.000000123", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_Twice_GivesTheSame()
    {
        var writer = new ResultWriter(JsonNamingPolicy.SnakeCaseLower);
        var first = Encoding.UTF8.GetString(writer.Line(Row).Span);
        Assert.Equal(first, Encoding.UTF8.GetString(writer.Line(Row).Span));
        Assert.StartsWith("{\"job_id\":", first, StringComparison.Ordinal);
    }
}
