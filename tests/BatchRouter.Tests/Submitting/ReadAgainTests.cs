using System.Text;
using System.Text.Json;
using BatchRouter.Jobs;
using BatchRouter.Providers.Schemas;
using BatchRouter.Worker.Submitting;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Submitting;

public sealed class ReadAgainTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(Gen.String, Gen.Char["a\0\ud800\udc00\"\\ \n"].Array[0, 20].Select(units => new string(units)));

    private static readonly Gen<string> AnyName = Gen.Char["abc-_/ü"].Array[1, 20].Select(units => new string(units));

    private static readonly Gen<string> AnyPart = Gen.OneOf(
        AnyText.Select(text => $"{{\"type\":\"text\",\"text\":{JsonStrings.Quote(text)}}}"),
        Gen.Const("""{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}"""));

    private static readonly Gen<string> AnyMessage = Gen.OneOf(
        AnyText.Select(text => $"{{\"role\":\"user\",\"content\":{JsonStrings.Quote(text)}}}"),
        AnyPart.Array[1, 4].Select(parts => $"{{\"role\":\"user\",\"content\":[{string.Join(',', parts)}]}}"),
        AnyText.Select(text => $"{{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":{JsonStrings.Quote(text)}}}"),
        Gen.Const("""{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":\"\\ud800\"}"}}]}"""));

    private static readonly Gen<string> AnyOptional = Gen.OneOf(
        AnyName.Select(name => $"\"groupId\":{JsonSerializer.Serialize(name)}"),
        Gen.Double[0, 2].Select(value => FormattableString.Invariant($"\"temperature\":{value:R}")),
        Submissions.OneOf("\"quality\":\"best\"", "\"quality\":0.5", "\"quality\":null", "\"urgency\":\"urgent\"", "\"model\":\"weak\"", "\"maxCostUsd\":0.000000001"),
        Submissions.OneOf("\"responseFormat\":{\"type\":\"json_object\"}", "\"responseFormat\":{\"schema\":{\"type\":\"object\"},\"type\":\"json_schema\"}"),
        AnyText.Select(text => $"\"tools\":[{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"description\":{JsonStrings.Quote(text)}}}}}]"),
        AnyName.Select(name => $"\"labels\":{{{JsonSerializer.Serialize(name)}:\"\"}}"));

    private static readonly Gen<string> AnyValidJob = Gen.Select(AnyMessage.Array[1, 5], AnyOptional.Array[0, 6]).Select((messages, optional) =>
        string.Join(',', optional.GroupBy(field => field.Split(':')[0]).Select(same => same.First())
            .Append($"\"jobId\":\"{Submissions.Id}\",\"project\":\"demo\",\"task\":\"answer\",\"maxOutputTokens\":10,\"deadline\":\"2026-11-22T13:00:00Z\"")
            .Append($"\"messages\":[{string.Join(',', messages)}]")));

    // The project, the pinned model and the task have gone from the configuration since.
    private static readonly SubmissionReader Later = new(
        Some.Live(Some.Catalog(Some.Strong), Some.Policy() with { Projects = new HashSet<string>() }), new NJsonSchemaValidator());

    [Fact]
    public void ReadAgain_WhateverReadAccepted_IsTheSameJob() => AnyValidJob.Sample(fields =>
    {
        var json = $"{{{fields}}}";
        var submission = Submissions.Read(json);
        Assert.True(submission is Submission.Accepted, $"{submission}: {json}");
        var (first, again) = (((Submission.Accepted)submission).Job, Later.ReadAgain(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(Line(first), Line(again));
    });

    [Fact]
    public void Read_AnyBytesOrBrokenJob_NeverThrows() =>
        Gen.Select(AnyValidJob, Gen.Int[0, 5_000], Gen.Byte.Array[0, 12]).Sample((fields, at, bytes) =>
        {
            var body = Encoding.UTF8.GetBytes($"{{{fields}}}").ToList();
            body.InsertRange(Math.Min(at, body.Count), bytes);
            return Submissions.Reader.Read(body.ToArray(), null, Some.Noon) is not null;
        });

    [Fact]
    public void Read_AnyJsonInAnyField_NeverThrows()
    {
        string[] fields = ["jobId", "project", "groupId", "task", "messages", "tools", "maxOutputTokens", "temperature", "responseFormat", "urgency", "deadline",
            "quality", "maxCostUsd", "dataClass", "region", "tier", "model", "labels", "\ud83d"];
        var scalar = Gen.OneOf(
            AnyText.Select(JsonStrings.Quote), Submissions.OneOf("null", "true", "1e999", "-1e-999", "123456789012345678901234567890", "{}", "[]", "\"0001-01-01T00:00:00Z\""));
        var nested = Gen.OneOf(scalar, scalar.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Submissions.OneOf("role", "content", "type", "function", "schema", "text", "image_url", "url", "id", "name", "arguments", "strict", "\\ud800"), scalar)
                .Select((key, value) => $"{{\"{key}\":{value}}}"));
        var deep = Gen.OneOf(nested, nested.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            Gen.Select(Submissions.OneOf("content", "function", "image_url", "tool_calls", "schema"), nested).Select((key, value) => $"[{{\"role\":\"user\",\"{key}\":{value}}}]"));
        Gen.Select(Submissions.OneOf(fields), deep).Sample((field, value) => Submissions.Read(Submissions.With(field, value)) is not null);
    }

    private static string Line(BatchJob job) => string.Join('|', job.Key, job.GroupId, job.Task, job.MaxOutputTokens, job.Temperature, job.Format, job.JsonSchema, job.Urgency,
        job.Deadline, job.Quality, job.MaxCostNanoUsd, job.Pin, string.Join(',', job.Labels), string.Join(',', job.Tools),
        string.Join(',', job.Messages.Select(message => $"{message.Role}:{string.Join(';', message.Parts)}:{message.ToolCallId}:{string.Join(';', message.ToolCalls ?? [])}")));
}
