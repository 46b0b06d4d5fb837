using BatchRouter.Auditing;
using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.Siding;

/// <summary>
/// Which side jobs a settled job has: shadows of experiments, and an audit. Pure: the same job, end and router give the same ones. A
/// side job has none.
/// </summary>
public static class SideJobs
{
    /// <summary>Every side job carries it, with what it is for as its value: a budget of scope <c>label:batchrouter.side=audit</c> limits audits.</summary>
    public const string Label = "batchrouter.side";

    // As many as a message may have.
    private const int MostLabels = 32;

    /// <param name="settled">The job as it would be asked about now.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="router">Says whom the side jobs may ask.</param>
    public static IReadOnlyList<SideJob> Of(RoutingRequest settled, Ending ending, Router router)
    {
        var (job, policy) = (settled.Job, router.Policy);
        var task = policy.TaskFor(job.Task);
        if (job.Side is not null || (policy.Experiments.Count == 0 && task.Audit is null))
            return [];
        var sides = new List<SideJob>();
        foreach (var assignment in Assignment.Of(policy.Experiments, job, settled.Size.Tokens, settled.Perception))
            if (assignment.Kind == ExperimentKind.Shadow)
                foreach (var model in assignment.Arm.Models)
                    if (Open(settled, router, Side.Shadow, assignment.Experiment, model) is { } shadow)
                        sides.Add(shadow with
                        {
                            Arm = assignment.Name,
                            Draw = new Draw(ending.AnswerAttempt, ending.Model, ending.Confidence, Unpaid(task, job), null, assignment.Arm.Share),
                        });
        if (task.Audit is { Share: > 0 } audit && Audit(settled, ending, router, audit) is { } drawn)
            sides.Add(drawn);
        return sides;
    }

    /// <summary>A question of our own: the job as it is to be, its labels and its body apart.</summary>
    public static SideJob Ask(BatchJob question, IReadOnlyDictionary<string, string> labels)
    {
        var job = question with { Labels = Labelled(labels, question.Side!.Value) };
        return new SideJob(job with { Body = SideBodies.Asking(job) }, null);
    }

    /// <summary>As it is written in labels, ids and SQL.</summary>
    public static string NameOf(Side side) => side switch
    {
        Side.Shadow => "shadow",
        Side.Audit => "audit",
        Side.Judge => "judge",
        Side.Warm => "warm",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, null),
    };

    // A pinned job says itself who is right for it; nobody stronger is eligible.
    private static SideJob? Audit(RoutingRequest settled, Ending ending, Router router, AuditSettings audit)
    {
        var job = settled.Job;
        if (ending is not { Outcome: Outcome.Accepted, AnswerAttempt: { } answer, Model: { } given } || job.Pin is not null
            || StableHash.Share($"audit:{job.Task}", job.Key) >= audit.Share)
            return null;
        var allowed = router.Policy.TaskFor(job.Task).Models;
        foreach (var model in router.Catalog.Models.OrderByDescending(model => model.QualityPrior(job.Task)))
        {
            if ((allowed.Count > 0 && !allowed.Contains(model.Name)) || Open(settled, router, Side.Audit, "", model.Name) is not { } side)
                continue;
            return model.Name == given
                ? null
                : side with { Draw = new Draw(answer, given, ending.Confidence, audit.Comparison, audit.JudgeModel, audit.Share) };
        }

        return null;
    }

    // Null where the model may never be asked this: it would only be rejected.
    private static SideJob? Open(RoutingRequest settled, Router router, Side side, string experiment, string model)
    {
        var job = Again(settled.Job, side, experiment, model, settled.Now + router.Policy.SideTime);
        // Its pin keeps all others out.
        var mayAsk = router.Decide(settled with { Job = job }).Candidates.Any(candidate => candidate.Refusal is null or ReasonCodes.BreakerOpen);
        return mayAsk ? new SideJob(job with { Body = SideBodies.Again(settled.Job.Body, job) }, settled.Job.Key.JobId) : null;
    }

    private static BatchJob Again(BatchJob job, Side side, string experiment, string model, DateTimeOffset deadline) => job with
    {
        Key = SideIds.Of(job.Key.Project, $"{NameOf(side)}:{job.Key.JobId:n}:{experiment}:{model}"),
        GroupId = null,
        Urgency = Urgency.Bulk,
        Deadline = deadline > job.Deadline ? deadline : job.Deadline,
        Quality = null,
        MaxCostNanoUsd = null,
        Pin = model,
        Labels = Labelled(job.Labels, side),
        Side = side,
    };

    // The budgets of its project and its labels hold for it too, of as many labels as there is room for.
    private static Dictionary<string, string> Labelled(IReadOnlyDictionary<string, string> labels, Side side) =>
        new(labels.Where(label => label.Key != Label).Take(MostLabels - 1)) { [Label] = NameOf(side) };

    // A shadow's answer is compared for nothing: a judge is for audits.
    private static Comparison Unpaid(TaskPolicy task, BatchJob job) => task.Audit is { Comparison: not Comparison.Judge and var chosen }
        ? chosen
        : job.Format == ResponseFormatKind.Text ? Comparison.Exact : Comparison.Fields;
}
