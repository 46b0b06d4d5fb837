using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Submitting;
using BatchRouter.Jobs;
using BatchRouter.Providers.Schemas;
using BatchRouter.Routing;
using BatchRouter.Worker.Submitting;

namespace BatchRouter.Cli.Explaining;

/// <summary>A prompt in a file, and what a job with it would say: it is read and checked as a worker reads and checks messages.</summary>
internal sealed record PromptQuestion
{
    public required FileInfo File { get; init; }

    public required string Task { get; init; }

    /// <summary>As <see cref="DeadlineText"/> reads it.</summary>
    public required string Deadline { get; init; }

    /// <summary>Null, the policy's first.</summary>
    public string? Project { get; init; }

    /// <summary>0 to 1, or cheap, balanced, best; null, the task's.</summary>
    public string? Quality { get; init; }

    public int MaxOutputTokens { get; init; } = 1_000;

    /// <exception cref="UsageException">The deadline or the quality cannot be read.</exception>
    /// <exception cref="InvalidDataException">A worker would refuse such a job; says why.</exception>
    public BatchJob ToJob(LiveRouter live, DateTimeOffset now)
    {
        if (!File.Exists)
            throw new FileNotFoundException($"--file: {File.FullName} is not there");
        if (!DeadlineText.TryParse(Deadline, now, out var deadline))
            throw new UsageException($"--deadline: {Deadline} cannot be read: {DeadlineText.Wanted}");
        var submission = new SubmissionReader(live, new NJsonSchemaValidator()).Read(Body(live.Current.Policy, deadline), null, now);
        return submission switch
        {
            Submission.Accepted accepted => accepted.Job,
            Submission.Refused { Rejection: var refusal } => throw new InvalidDataException($"such a job would be refused: {refusal.Field}: {refusal.Code}: {refusal.Reason}"),
            Submission.Unreadable unreadable => throw new InvalidDataException($"such a job could not be read: {unreadable.Reason}"),
            _ => throw new InvalidOperationException("a submission without an end"),
        };
    }

    private byte[] Body(RoutingPolicy policy, DateTimeOffset deadline)
    {
        var prompt = System.IO.File.ReadAllText(File.FullName);
        var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            // The same prompt has the same id, and so its places in experiments.
            json.WriteString("jobId", new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(prompt)).AsSpan(0, 16)));
            json.WriteString("project", Project ?? policy.Projects.First());
            json.WriteString("task", Task);
            json.WriteNumber("maxOutputTokens", MaxOutputTokens);
            json.WriteString("deadline", deadline);
            if (Quality is { } quality)
                WriteQuality(json, quality);
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("role", "user");
            json.WriteString("content", prompt);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return body.ToArray();
    }

    private static void WriteQuality(Utf8JsonWriter json, string quality)
    {
        if (double.TryParse(quality, System.Globalization.CultureInfo.InvariantCulture, out var share))
            json.WriteNumber("quality", share);
        else
            json.WriteString("quality", quality);
    }
}
