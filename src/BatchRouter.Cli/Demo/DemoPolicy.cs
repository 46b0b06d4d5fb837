using BatchRouter.Sandbox.Simulation;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Demo;

/// <summary>How the demo's tasks are routed and judged, and what is believed of its models beforehand.</summary>
internal static class DemoPolicy
{
    public static object Generated { get; } = new
    {
        version = "demo",
        projects = new Dictionary<string, object> { [DemoWork.Project] = new { description = "the demo" } },
        littleSlackSeconds = 30,
        tasks = new Dictionary<string, object>
        {
            ["default"] = new { quality = 0.85, threshold = 0.75 },
            [DemoWorkload.Arithmetic] = new { quality = 0.9, threshold = 0.8, verifiers = (string[])["final-number"], expectedOutputTokens = 90 },
            [DemoWorkload.Extract] = new { quality = 0.9, threshold = 0.8, verifiers = (string[])["json-fields"], expectedOutputTokens = 60 },
            [DemoWorkload.Summarize] = new { quality = 0.9, threshold = 0.8, verifiers = (string[])["not-echo"], expectedOutputTokens = 40 },
        },
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
