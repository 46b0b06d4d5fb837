using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Experimenting;

/// <summary>A comparison on live traffic. Which jobs take part, and in which arm, follows from a hash of the job's id alone.</summary>
public sealed record Experiment
{
    public required string Name { get; init; }

    public required ExperimentKind Kind { get; init; }

    /// <summary>Which jobs take part; the conditions of a rule.</summary>
    public required RoutingRule When { get; init; }

    /// <summary>With shares that add up to at most 1; the rest of the jobs take no part.</summary>
    public required IReadOnlyList<ExperimentArm> Arms { get; init; }
}

/// <summary>What an experiment does.</summary>
public enum ExperimentKind
{
    /// <summary>Each arm routes its share in its own way.</summary>
    AB,

    /// <summary>A small share goes to a candidate model, and falls back to all others where it fails.</summary>
    Canary,

    /// <summary>A share of the settled jobs runs on a candidate as well; nobody is given its answers, and its cost is booked apart.</summary>
    Shadow,
}

/// <summary>One way in an experiment.</summary>
/// <param name="Name">Its name in decisions and reports.</param>
/// <param name="Share">Of the jobs that take part, 0 to 1.</param>
/// <param name="Models">Only these models; empty, all.</param>
/// <param name="Quality">The quality to reach; null, as without the experiment.</param>
/// <param name="Strategies">Instead of the task's; empty, the task's.</param>
public sealed record ExperimentArm(string Name, double Share, IReadOnlyList<string> Models, double? Quality, IReadOnlyList<string> Strategies);

/// <summary>A job's place in an experiment.</summary>
public sealed record Assignment(string Experiment, ExperimentKind Kind, ExperimentArm Arm)
{
    /// <summary>As it is stored: <c>experiment/arm</c>.</summary>
    public string Name => $"{Experiment}/{Arm.Name}";

    /// <summary>The arms that a job falls into, in the order of the experiments.</summary>
    public static IReadOnlyList<Assignment> Of(IReadOnlyList<Experiment> experiments, BatchJob job, int promptTokens)
    {
        if (experiments.Count == 0 || job.Side is not null)
            return [];
        var assigned = new List<Assignment>();
        foreach (var experiment in experiments)
            if (experiment.When.Holds(job, promptTokens) && ArmOf(experiment, job.Key) is { } arm)
                assigned.Add(new Assignment(experiment.Name, experiment.Kind, arm));
        return assigned;
    }

    private static ExperimentArm? ArmOf(Experiment experiment, JobKey key)
    {
        var at = StableHash.Share(experiment.Name, key);
        foreach (var arm in experiment.Arms)
        {
            if (at < arm.Share)
                return arm;
            at -= arm.Share;
        }

        return null;
    }
}
