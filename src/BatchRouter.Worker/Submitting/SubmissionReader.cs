using System.Text.Json;
using System.Text.Unicode;
using BatchRouter.Catalog;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Scoring;

namespace BatchRouter.Worker.Submitting;

/// <summary>From the bytes of a message to a job, or to the first thing that is wrong with it.</summary>
public sealed class SubmissionReader(LiveRouter live, ISchemaValidator schemas) : IStoredMessages
{
    private bool _asksConfiguration = true;

    /// <summary>
    /// For a producer, who has no worker's configuration: asks everything else, so that most faults are heard of before anything is
    /// published. Projects and models are not looked up, and a word for quality has no number.
    /// </summary>
    public static SubmissionReader WithoutConfiguration(ISchemaValidator schemas)
    {
        var policy = new RoutingPolicy { Version = "", Projects = new HashSet<string>(), Tasks = new Dictionary<string, TaskPolicy>() };
        return new SubmissionReader(new LiveRouter(new Router(new ModelCatalog("", []), policy)), schemas) { _asksConfiguration = false };
    }

    /// <param name="body">The message, to be kept as it is.</param>
    /// <param name="sentAt">The message's own sent time; null, no deadline is refused for lying before it.</param>
    /// <param name="now">When it arrived.</param>
    public Submission Read(ReadOnlyMemory<byte> body, DateTimeOffset? sentAt, DateTimeOffset now)
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
            Check(fields, draft, sentAt, now);
            return fields.Fault is { } fault
                ? new Submission.Refused(Refusal(json.RootElement, jobId, fault, body, now))
                : new Submission.Accepted(draft.ToJob(body, live.Current.Policy.QualityWords));
        }
        catch (JsonException fault)
        {
            return new Submission.Unreadable($"not JSON: {fault.Message}");
        }
    }

    /// <summary>A message that was accepted before, from its row: what has changed in the configuration since does not refuse it.</summary>
    public BatchJob ReadAgain(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var draft = new JobDraft(new FieldReader());
        new FieldReader().Walk(json.RootElement, "$", draft.Read);
        return draft.ToJob(body, live.Current.Policy.QualityWords);
    }

    private void CheckDeclared(FieldReader fields, JobDraft draft)
    {
        var router = live.Current;
        if (!router.Policy.Projects.Contains(draft.Project!))
            fields.Refuse("project", RejectionCodes.UnknownProject, $"'{draft.Project}' is not declared; declare it under projects in the configuration");
        if (draft.Pin is not { } pin)
            return;
        var meant = router.Names.Of(pin);
        if (meant.First < 0)
            fields.Refuse("model", RejectionCodes.UnknownModel, $"'{pin}' is not in the catalogue");
        if (router.Policy.TaskFor(draft.Task!).Models is { Count: > 0 } models && !router.Names.Of(models).Overlaps(meant))
            fields.Refuse("model", RejectionCodes.UnknownModel, $"'{pin}' is not allowed for task '{draft.Task}'");
    }

    private void Check(FieldReader fields, JobDraft draft, DateTimeOffset? sentAt, DateTimeOffset now)
    {
        if (fields.Fault is not null)
            return;
        if (_asksConfiguration)
            CheckDeclared(fields, draft);
        if (sentAt is { } sent && draft.Deadline < sent)
            fields.Refuse("deadline", RejectionCodes.DeadlineBeforeSent, $"{draft.Deadline:O} lies before the message was sent, {sent:O}");
        if (draft.Deadline > now.AddDays(Limits.DeadlineDays))
            fields.Refuse("deadline", RejectionCodes.OutOfRange, $"more than {Limits.DeadlineDays} days ahead");
        if (draft.JsonSchema is { } schema && schemas.Check(schema) is { IsValid: false } verdict)
            fields.Refuse("responseFormat.schema", RejectionCodes.InvalidSchema, verdict.Reason ?? "the schema cannot be used");
    }

    // Project and group are looked for by themselves: the fault may stand in front of them.
    private static Rejection Refusal(JsonElement root, Guid jobId, FieldFault fault, ReadOnlyMemory<byte> body, DateTimeOffset now) => new(
        jobId, NameAt(root, "project", Limits.Name), NameAt(root, "groupId", Limits.GroupId), fault.Field, fault.Code, fault.Reason, body, now);

    private static string? NameAt(JsonElement root, string name, int longest) =>
        Field(root, name) is { ValueKind: JsonValueKind.String } value ? new FieldReader().Name(value, name, longest) : null;

    private static Guid? Id(JsonElement root) => Field(root, "jobId") is { } id ? FieldReader.UuidOf(id) : null;

    // Not TryGetProperty: it throws where a key holds a lone surrogate.
    private static JsonElement? Field(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var property in root.EnumerateObject())
            if (FieldReader.KeyOf(property) == name)
                return property.Value;
        return null;
    }
}
