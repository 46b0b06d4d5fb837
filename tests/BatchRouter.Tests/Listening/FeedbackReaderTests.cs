using System.Text;
using BatchRouter.Auditing;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Judging;
using BatchRouter.Worker.Listening;
using Xunit;

namespace BatchRouter.Tests.Listening;

public sealed class FeedbackReaderTests
{
    private const string Id = "7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d";

    [Fact]
    public void Read_AWholeMessage_GivesAllOfIt()
    {
        var (feedback, refusal) = Read($$"""{"project":"p","jobId":"{{Id}}","score":0.8,"note":"good, but long","source":"mary","at":"2026-11-22T11:00:00Z"}""");

        Assert.Null(refusal);
        Assert.Equal(new UserFeedback(new JobKey("p", Guid.Parse(Id)), 0.8, "good, but long", "mary", Some.Noon.AddHours(-1)), feedback);
    }

    [Fact]
    public void Read_TheLeast_IsOfNowAndOfNobodyInParticular() => Assert.Equal(
        new UserFeedback(new JobKey("p", Guid.Parse(Id)), 1, null, "", Some.Noon), Read($$"""{"project":"p","jobId":"{{Id}}","score":1,"note":null}""").Feedback);

    // Else a clock that runs ahead would have the last word for ever.
    [Fact]
    public void Read_ATimeAhead_IsNow() =>
        Assert.Equal(Some.Noon, Read($$"""{"project":"p","jobId":"{{Id}}","score":1,"at":"2027-11-22T11:00:00Z"}""").Feedback!.At);

    [Theory]
    [InlineData("""{"project":"p","score":1}""", "jobId", "missing")]
    [InlineData("""{"jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d","score":1}""", "project", "missing")]
    [InlineData("""{"project":"p","jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d"}""", "score", "missing")]
    [InlineData("""{"project":"p","jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d","score":1.1}""", "score", "out_of_range")]
    [InlineData("""{"project":"p","jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d","score":"1"}""", "score", "wrong_type")]
    [InlineData("""{"project":"p","jobId":"no uuid","score":1}""", "jobId", "wrong_type")]
    [InlineData("""{"project":"p","jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d","score":1,"mood":"good"}""", "mood", "unknown_field")]
    [InlineData("""{"project":"a\u0000b","jobId":"7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d","score":1}""", "project", "invalid_text")]
    [InlineData("[]", "$", "wrong_type")]
    [InlineData("score: 1", "$", "not_json")]
    public void Read_WhatIsWrong_IsRefusedWithFieldAndCode_AndKeptToTheLetter(string json, string field, string code)
    {
        var (feedback, refusal) = Read(json);

        Assert.Null(feedback);
        Assert.Equal((field, code), (refusal!.Field, refusal.Code));
        Assert.Equal(json, Encoding.UTF8.GetString(refusal.Body.Span));
    }

    [Fact]
    public void Read_ANoteOverItsLimit_IsRefused() =>
        Assert.Equal(("note", "too_long"), Field($$"""{"project":"p","jobId":"{{Id}}","score":1,"note":"{{new string('x', 1_001)}}"}"""));

    private static (string Field, string Code) Field(string json) => Read(json).Refusal is { } refusal ? (refusal.Field, refusal.Code) : default;

    private static (UserFeedback? Feedback, FeedbackRefusal? Refusal) Read(string json) => FeedbackReader.Read(Encoding.UTF8.GetBytes(json), Some.Noon);
}
