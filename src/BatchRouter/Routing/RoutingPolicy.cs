using BatchRouter.Budgeting;
using BatchRouter.Experimenting;
using BatchRouter.Perceiving;

namespace BatchRouter.Routing;

/// <summary>The projects, tasks and rules that the configuration declares.</summary>
public sealed record RoutingPolicy
{
    /// <summary>The share of jobs that may be late where a policy says nothing of it.</summary>
    public const double DefaultLateness = 0.001;

    /// <summary>The name of the task whose settings undeclared tasks take.</summary>
    public const string DefaultTask = "default";

    /// <summary>Stored with every decision.</summary>
    public required string Version { get; init; }

    public required IReadOnlySet<string> Projects { get; init; }

    /// <summary>The team of each project that has one: accounts form a tree, all, team, project.</summary>
    public IReadOnlyDictionary<string, string> Teams { get; init; } = new Dictionary<string, string>();

    /// <summary>Limits on spending, as the configuration sets them.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    public required IReadOnlyDictionary<string, TaskPolicy> Tasks { get; init; }

    public IReadOnlyList<RoutingRule> Rules { get; init; } = [];

    /// <summary>Strategies of projects, for tasks that name none of their own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ProjectStrategies { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public IReadOnlyList<Experiment> Experiments { get; init; } = [];

    /// <summary>How long shadows and audits may take, where their job's own deadline is not later. Default 24 h.</summary>
    public TimeSpan SideTime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The server of one's own that embeds for semantic routes; null, the built-in hashed n-grams.</summary>
    public EmbeddingSettings? Embeddings { get; init; }

    /// <summary>What is done with personal data in prompts; null, it is not looked for.</summary>
    public PersonalDataSettings? PersonalData { get; init; }

    /// <summary>What the words for quality mean, 0 to 1.</summary>
    public IReadOnlyDictionary<string, double> QualityWords { get; init; } =
        new Dictionary<string, double> { ["cheap"] = 0.6, ["balanced"] = 0.85, ["best"] = 0.99 };

    /// <summary>Below this time to the deadline the fastest model is taken whatever it costs. Default 5 s.</summary>
    public TimeSpan LittleSlack { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of jobs that may be late, for latest safe starts, above 0 and below 0.5. Default 0.001.</summary>
    public double Lateness { get; init; } = DefaultLateness;

    /// <summary>Models in one cascade at most. Default 3.</summary>
    public int PlanSteps { get; init; } = 3;

    public string? TeamOf(string project) => Teams.GetValueOrDefault(project);

    public TaskPolicy TaskFor(string task) => Tasks.TryGetValue(task, out var policy) ? policy : Tasks[DefaultTask];
}
