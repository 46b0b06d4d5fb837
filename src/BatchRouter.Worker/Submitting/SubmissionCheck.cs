using System.Text.Json;
using System.Text.Unicode;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Scoring;

namespace BatchRouter.Worker.Submitting;

/// <summary>
/// Everything about a message that can be told without a worker's configuration, so that a producer hears of a fault before
/// it publishes. The worker asks the same and then its own questions.
/// </summary>
public static class SubmissionCheck
{
    // A word's number is the worker's; here it only has to be a known word.
    private static readonly Dictionary<string, double> _anyWord = new() { ["cheap"] = 0, ["balanced"] = 0, ["best"] = 0 };

    /// <param name="body">One message, UTF-8 JSON.</param>
    /// <param name="now">Also taken as the message's sent time.</param>
    /// <param name="schemas">Checks the job's own JSON schema.</param>
    public static Submission Check(ReadOnlyMemory<byte> body, DateTimeOffset now, ISchemaValidator schemas) =>
        Read(body, now, now, schemas, (_, _) => { }, _anyWord);

    internal static Submission Read(
        ReadOnlyMemory<byte> body, DateTimeOffset? sentAt, DateTimeOffset now, ISchemaValidator schemas,
        Action<FieldReader, JobDraft> checkMore, IReadOnlyDictionary<string, double> qualityWords)
    {
        if (!Utf8.IsValid(body.Span))
            return new Submission.Unreadable("not UTF-8");
        try
        {
            using var json = JsonDocument.Parse(body);
            if (Id(json.RootElement) is not { } jobId)
                return new Submission.Unreadable("no jobId that is a UUID");
            var fields = new FieldReader();
            var draft = new JobDraft(fields);
            if (body.Length > Limits.BodyBytes)
                fields.Refuse("$", RejectionCodes.BodyTooLarge, $"{body.Length} bytes; the limit is {Limits.BodyBytes}");
            fields.Walk(json.RootElement, "$", draft.Read);
            draft.RequireAll();
            if (fields.Fault is null)
                checkMore(fields, draft);
            Check(fields, draft, sentAt, now, schemas);
            return fields.Fault is { } fault
                ? new Submission.Refused(new Rejection(jobId, draft.Project, draft.GroupId, fault.Field, fault.Code, fault.Reason, body, now))
                : new Submission.Accepted(draft.ToJob(body, qualityWords));
        }
        catch (JsonException fault)
        {
            return new Submission.Unreadable($"not JSON: {fault.Message}");
        }
    }

    private static void Check(FieldReader fields, JobDraft draft, DateTimeOffset? sentAt, DateTimeOffset now, ISchemaValidator schemas)
    {
        if (fields.Fault is not null)
            return;
        if (sentAt is { } sent && draft.Deadline < sent)
            fields.Refuse("deadline", RejectionCodes.DeadlineBeforeSent, $"{draft.Deadline:O} lies before the message was sent, {sent:O}");
        if (draft.Deadline > now.AddDays(Limits.DeadlineDays))
            fields.Refuse("deadline", RejectionCodes.OutOfRange, $"more than {Limits.DeadlineDays} days ahead");
        if (draft.JsonSchema is { } schema && schemas.Check(schema) is { IsValid: false } verdict)
            fields.Refuse("responseFormat.schema", RejectionCodes.InvalidSchema, verdict.Reason ?? "the schema cannot be used");
    }

    private static Guid? Id(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("jobId", out var id)
        && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var jobId)
            ? jobId
            : null;
}
