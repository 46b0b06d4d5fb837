using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Cli.Demo;

/// <summary>The experiments and audits of <c>demo --experiment</c>, as a user would write them.</summary>
internal static class DemoExperiment
{
    public const double AuditShare = 0.05;

    /// <summary>Every arm with its wanted share of all jobs; a shadow's is of the settled ones.</summary>
    public static IReadOnlyList<DemoArm> Arms { get; } =
    [
        new("quality", "ab", "as-before", 0.5, null, null),
        new("quality", "ab", "lower-target", 0.5, null, 0.85),
        new("fast-first", "canary", "candidate", 0.1, DefaultFleet.Fast, null),
        new("fast-beside", "shadow", "candidate", 0.2, DefaultFleet.Fast, null),
    ];

    public static IEnumerable<object> Experiments => Arms.GroupBy(arm => (arm.Experiment, arm.Kind)).Select(experiment => new
    {
        name = experiment.Key.Experiment,
        kind = experiment.Key.Kind,
        arms = experiment.Select(arm => new { name = arm.Name, share = arm.Share, models = arm.Model is { } model ? (string[])[model] : [], quality = arm.Quality }),
    });

    /// <summary>Answers that can be compared without a judge are audited; two summaries that differ may both be right.</summary>
    public static object? AuditOf(string task) => task switch
    {
        DemoWorkload.Arithmetic => new { share = AuditShare, compare = "exact" },
        DemoWorkload.Extract => new { share = AuditShare, compare = "fields" },
        _ => null,
    };
}

/// <summary>One arm of the demo.</summary>
/// <param name="Experiment">Its experiment.</param>
/// <param name="Kind">The experiment's kind, as it is written.</param>
/// <param name="Name">The arm's.</param>
/// <param name="Share">Wanted.</param>
/// <param name="Model">The only model; null, all.</param>
/// <param name="Quality">The quality to reach; null, the task's.</param>
internal sealed record DemoArm(string Experiment, string Kind, string Name, double Share, string? Model, double? Quality);
