using System.Text.Json;
using System.Text.Unicode;
using BatchRouter.Auditing;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Judging;
using BatchRouter.Worker.Submitting;

namespace BatchRouter.Worker.Listening;

/// <summary>From the bytes of a message to feedback, or to the first thing that is wrong with it.</summary>
internal static class FeedbackReader
{
    public static (UserFeedback? Feedback, FeedbackRefusal? Refusal) Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (body.Length > Limits.BodyBytes)
            return (null, new FeedbackRefusal(null, null, "$", RejectionCodes.BodyTooLarge, $"{body.Length} bytes; the limit is {Limits.BodyBytes}", body[..1_024]));
        if (!Utf8.IsValid(body.Span))
            return (null, new FeedbackRefusal(null, null, "$", RejectionCodes.NotJson, "not UTF-8", body));
        try
        {
            using var json = JsonDocument.Parse(body);
            var draft = new FeedbackDraft();
            draft.Fields.Walk(json.RootElement, "$", draft.Read);
            draft.RequireAll();
            return draft.Fields.Fault is { } fault
                ? (null, new FeedbackRefusal(draft.Project, draft.JobId, fault.Field, fault.Code, fault.Reason, body))
                : (draft.ToFeedback(now), null);
        }
        catch (JsonException fault)
        {
            return (null, new FeedbackRefusal(null, null, "$", RejectionCodes.NotJson, $"not JSON: {fault.Message}", body));
        }
    }
}

/// <summary>Feedback while its fields are read: the one list of the contract's keys on this side.</summary>
internal sealed class FeedbackDraft
{
    private double? _score;
    private string? _note;
    private string? _source;
    private DateTimeOffset? _at;

    public FieldReader Fields { get; } = new();

    public string? Project { get; private set; }

    public Guid? JobId { get; private set; }

    /// <summary>One field; false, the contract does not have it.</summary>
    public bool Read(string name, JsonElement value, string path)
    {
        // Null is the same as absent, so that serialisers which write nulls are welcome.
        var isNull = value.ValueKind == JsonValueKind.Null;
        switch (name)
        {
            case "project": Project = isNull ? null : Fields.Name(value, path, Limits.Name); return true;
            case "jobId": JobId = isNull ? null : Uuid(value, path); return true;
            case "score": _score = isNull ? null : Fields.Number(value, path, 0, 1); return true;
            case "note": _note = isNull ? null : Note(value, path); return true;
            case "source": _source = isNull ? null : Fields.Name(value, path, Limits.Name); return true;
            case "at": _at = isNull ? null : Fields.Time(value, path); return true;
            default: return false;
        }
    }

    public void RequireAll()
    {
        foreach (var (field, value) in (IEnumerable<(string, object?)>)[("project", Project), ("jobId", JobId), ("score", _score)])
            if (value is null)
                Fields.Refuse(field, RejectionCodes.Missing, "is required");
    }

    public UserFeedback ToFeedback(DateTimeOffset now) =>
        new(new JobKey(Project!, JobId!.Value), _score!.Value, _note, _source ?? "", _at is { } at && at < now ? at : now);

    private Guid? Uuid(JsonElement value, string path)
    {
        var id = Fields.Uuid(value, path);
        return Fields.Fault is null ? id : null;
    }

    // A note is prose: any character is valid, as in a prompt.
    private string Note(JsonElement value, string path)
    {
        var note = Fields.Text(value, path);
        if (note.Length > Limits.Note)
            Fields.Refuse(path, RejectionCodes.TooLong, $"{note.Length} characters; the limit is {Limits.Note}");
        return note;
    }
}
