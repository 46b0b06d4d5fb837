using System.Text.Json;
using BatchRouter.Catalog;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Scoring;

namespace BatchRouter.Worker.Submitting;

/// <summary>From the bytes of a message to a job, or to the first thing that is wrong with it.</summary>
public sealed class SubmissionReader(RoutingPolicy policy, ModelCatalog catalog, ISchemaValidator schemas)
{
    /// <param name="body">The message, to be kept as it is.</param>
    /// <param name="sentAt">The message's own sent time; null, no deadline is refused for lying before it.</param>
    /// <param name="now">When it arrived.</param>
    public Submission Read(ReadOnlyMemory<byte> body, DateTimeOffset? sentAt, DateTimeOffset now) =>
        SubmissionCheck.Read(body, sentAt, now, schemas, CheckDeclared, policy.QualityWords);

    /// <summary>A message that was accepted before, from its row: what has changed in the configuration since does not refuse it.</summary>
    public BatchJob ReadAgain(ReadOnlyMemory<byte> body)
    {
        using var json = JsonDocument.Parse(body);
        var draft = new JobDraft(new FieldReader());
        new FieldReader().Walk(json.RootElement, "$", draft.Read);
        return draft.ToJob(body, policy.QualityWords);
    }

    private void CheckDeclared(FieldReader fields, JobDraft draft)
    {
        if (!policy.Projects.Contains(draft.Project!))
            fields.Refuse("project", RejectionCodes.UnknownProject, $"'{draft.Project}' is not declared; declare it under projects in the configuration");
        if (draft.Pin is { } pin && catalog.Find(pin) is null)
            fields.Refuse("model", RejectionCodes.UnknownModel, $"'{pin}' is not in the catalogue");
        if (draft.Pin is { } allowed && policy.TaskFor(draft.Task!).Models is { Count: > 0 } models && !models.Contains(allowed))
            fields.Refuse("model", RejectionCodes.UnknownModel, $"'{allowed}' is not allowed for task '{draft.Task}'");
    }
}
