using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatchRouter.Jobs;
using BatchRouter.Providers.Schemas;
using BatchRouter.Worker.Submitting;
using CsCheck;
using Xunit;

namespace BatchRouter.Tests.Submitting;

/// <summary>Messages as producers write them, and what the reader makes of them.</summary>
internal static class Submissions
{
    public const string Id = "7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d";

    public const string Least = $$"""
        {"jobId":"{{Id}}","project":"demo","task":"answer","messages":[{"role":"user","content":"hello"}],"maxOutputTokens":10,"deadline":"2026-11-22T13:00:00Z"}
        """;

    public static readonly SubmissionReader Reader = new(Some.Live(), new NJsonSchemaValidator());

    public static Submission Read(string json, DateTimeOffset? sentAt = null) => Reader.Read(Encoding.UTF8.GetBytes(json), sentAt, Some.Noon);

    public static BatchJob Accepted(string json)
    {
        var submission = Read(json);
        return Assert.IsType<Submission.Accepted>(submission is Submission.Refused { Rejection: var no } ? throw new InvalidOperationException(no.ToString()) : submission).Job;
    }

    public static Rejection Refused(string json, DateTimeOffset? sentAt = null) => Assert.IsType<Submission.Refused>(Read(json, sentAt)).Rejection;

    public static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>The least message with one field set to a piece of JSON; null takes it out.</summary>
    public static string With(string field, string? value)
    {
        var json = JsonNode.Parse(Least)!.AsObject();
        json.Remove(field);
        var rest = json.ToJsonString()[1..];
        return value is null ? "{" + rest : $"{{{JsonSerializer.Serialize(field)}:{value},{rest}";
    }

    public static string Messages(string message) => With("messages", $"[{message}]");
}
