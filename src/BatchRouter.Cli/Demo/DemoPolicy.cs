using BatchRouter.Sandbox.Simulation;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Demo;

/// <summary>How the demo's tasks are routed and judged, and what is believed of its models beforehand.</summary>
internal static class DemoPolicy
{
    public static object Generated(bool hasExperiment) => new
    {
        version = hasExperiment ? "demo-experiment" : "demo",
        projects = new Dictionary<string, object> { [DemoWork.Project] = new { description = "the demo" } },
        littleSlackSeconds = 30,
        tasks = new Dictionary<string, object>
        {
            ["default"] = Task([], 256, null),
            [DemoWorkload.Arithmetic] = Task(["final-number"], 90, hasExperiment ? DemoExperiment.AuditOf(DemoWorkload.Arithmetic) : null),
            [DemoWorkload.Extract] = Task(["json-fields"], 60, hasExperiment ? DemoExperiment.AuditOf(DemoWorkload.Extract) : null),
            [DemoWorkload.Summarize] = Task(["not-echo"], 40, null),
        },
        experiments = hasExperiment ? DemoExperiment.Experiments : null,
    };

    public static object Recorded { get; } = new
    {
        version = "demo-recorded",
        projects = new Dictionary<string, object> { [DemoWork.Project] = new { description = "the demo, on recorded answers" } },
        tasks = new Dictionary<string, object>
        {
            ["default"] = new { quality = 0.8 },
            [DemoWork.ReplayTask] = new
            {
                quality = 0.8,
                threshold = TaskScoring.WordProblems.Threshold,
                verifiers = TaskScoring.WordProblems.Verifiers,
                expectedOutputTokens = 120,
            },
        },
    };

    // Measured on 2,000 answers of each simulated model: at this threshold the middle model's answers are accepted where they are
    // right in three of four cases, and where they are wrong in somewhat less than half.
    private static object Task(string[] verifiers, int expectedOutputTokens, object? audit) => new
    {
        quality = 0.89,
        threshold = 0.88,
        judge = new { acceptsRight = 0.75, acceptsWrong = 0.45 },
        verifiers,
        expectedOutputTokens,
        audit,
    };

    public static Dictionary<string, double> Priors(string model) => model switch
    {
        DefaultFleet.Small => new() { ["default"] = 0.70 },
        DefaultFleet.Medium => new() { ["default"] = 0.83 },
        DefaultFleet.Large => new() { ["default"] = 0.92 },
        DefaultFleet.Fast => new() { ["default"] = 0.75 },
        // Published figures of the two recorded models on grade-school mathematics.
        RecordedOutcomes.Weak => new() { ["default"] = 0.65 },
        RecordedOutcomes.Strong => new() { ["default"] = 0.86 },
        _ => new() { ["default"] = 0.5 },
    };
}
