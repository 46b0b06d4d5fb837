using System.Globalization;
using BatchRouter.Routing;

namespace BatchRouter.Cli.Explaining;

/// <summary>A strategy that is asked, and what it said; null, nothing.</summary>
internal sealed record StrategyWord(string Strategy, string? Said)
{
    public static IReadOnlyList<StrategyWord> Of(Decision decision, RoutingPolicy policy)
    {
        var task = policy.TaskFor(decision.Request.Job.Task);
        var names = task.Strategies is { Count: > 0 } own
            ? own
            : policy.ProjectStrategies.GetValueOrDefault(decision.Request.Job.Key.Project) ?? Strategies.Default;
        return names.Select(name => new StrategyWord(name, WordOf(name, decision, task)))
            .Concat(decision.Assignments.Select(place => new StrategyWord($"experiment {place.Experiment}", place.Arm.Name)))
            .ToList();
    }

    private static string? WordOf(string name, Decision decision, TaskPolicy task) => name switch
    {
        Strategies.Static => task.StaticModel,
        Strategies.Rules => decision.Rule,
        Strategies.Semantic => decision.Request.Perception.Nearest is { } nearest
            ? string.Create(CultureInfo.InvariantCulture, $"{nearest.Route} ({nearest.Similarity:0.000})")
            : null,
        Strategies.Llm => decision.Choice is Choice.Classify ask ? $"asks {ask.Candidate.Offer.Name} first" : decision.Request.Verdict?.Class,
        Strategies.Classifier => decision.Request.Perception.Forecast is { } forecast ? $"version {forecast.Version}" : null,
        _ => decision.Reason,
    };
}
