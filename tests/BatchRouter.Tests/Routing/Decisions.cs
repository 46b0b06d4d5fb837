using BatchRouter.Catalog;
using BatchRouter.Classifying;
using BatchRouter.Experimenting;
using BatchRouter.Observing;
using BatchRouter.Perceiving;
using BatchRouter.Routing;
using Xunit;

namespace BatchRouter.Tests.Routing;

/// <summary>Decisions of a task's strategies; a test says only what matters to it.</summary>
internal static class Decisions
{
    public static TaskPolicy Task(params string[] strategies) => new() { Name = "default", Strategies = strategies };

    public static Decision Of(TaskPolicy task, RoutingRequest? request = null, Func<RoutingPolicy, RoutingPolicy>? change = null, params CatalogModel[] models) =>
        new Router(Some.Catalog(models), (change ?? (policy => policy))(Some.Policy(task))).Decide(request ?? Some.Request());

    /// <summary>The model that is bought first.</summary>
    public static string First(Decision decision) => Assert.IsType<Choice.Buy>(decision.Choice).First.Offer.Model.Name;

    public static string? RefusalOf(Decision decision, string model) => decision.Candidates.Single(candidate => candidate.Offer.Model.Name == model).Refusal;

    /// <summary>E.g. <c>rules rule_held first</c>.</summary>
    public static IEnumerable<string> Words(Decision decision) => decision.Notes.Select(note => $"{note.Strategy} {note.Reason} {note.About}".TrimEnd());

    public static RoutingRequest Seen(string model, ObservedModel seen) =>
        Some.Request() with { Observed = new Dictionary<string, ObservedModel> { [model] = seen } };

    public static Perception Near(string route) => new() { Nearest = new SemanticMatch(route, 0.9) };

    public static RoutingRequest Forecast(double evidence, params (string Model, double Quality)[] quality) => Some.Request() with
    {
        Perception = new Perception { Forecast = new LearnedForecast(7, quality.ToDictionary(pair => pair.Model, pair => pair.Quality), evidence) },
    };

    /// <summary>Weak is asked: easy prompts stay with it, hard ones go to strong.</summary>
    public static ClassifySettings Classes() => new()
    {
        Model = "weak",
        Classes = [new PromptClass("easy", "simple", ["weak"], null), new PromptClass("hard", "difficult", ["strong"], null)],
    };

    /// <summary>All jobs fall into its only arm.</summary>
    public static Experiment Experiment(ExperimentKind kind, params string[] models) => new()
    {
        Name = "trial",
        Kind = kind,
        When = new RoutingRule { Name = "trial" },
        Arms = [new ExperimentArm("new", 1, models, null, [])],
    };
}
