using BatchRouter.Perceiving;
using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks a policy key by key.</summary>
internal sealed class PolicyReader(PolicyChecks checks)
{
    public RoutingPolicy Read()
    {
        var written = checks.Written;
        checks.Want(written.Projects.Count > 0, "$.projects", "at least one project is wanted");
        foreach (var project in written.Projects.Keys)
            checks.Name($"$.projects.{project}", project);
        checks.Want(written.Tasks.ContainsKey(RoutingPolicy.DefaultTask), "$.tasks", "'default' is missing: the settings of tasks not declared");
        checks.Want(written.LittleSlackSeconds is >= 0 and <= 86_400, "$.littleSlackSeconds", "0 to 86,400 is wanted");
        checks.Want(written.PlanSteps is >= 1 and <= 3, "$.planSteps", "1 to 3 is wanted");
        checks.Want(written.Lateness is >= 0.0001 and <= 0.05, "$.lateness", "0.0001 to 0.05 is wanted");
        var strategies = new StrategiesReader(checks);
        var (tasks, rules) = (new TaskReader(checks, strategies), new RuleReader(checks));
        var policy = new RoutingPolicy
        {
            Version = written.Version,
            Projects = written.Projects.Keys.ToHashSet(),
            Teams = Teams(),
            Budgets = [.. new BudgetTableReader(checks.Source, written, checks.Catalog).Read(), .. new SideBudgetReader(checks).Read()],
            Tasks = written.Tasks.ToDictionary(pair => pair.Key, pair => tasks.Read(pair.Key, pair.Value)),
            Rules = written.Rules.Select((rule, i) => rules.Read($"$.rules[{i}]", rule)).ToList(),
            ProjectStrategies = strategies.OfProjects(),
            Experiments = new ExperimentReader(checks, rules, strategies).Read(),
            PersonalData = PersonalData(),
            Embeddings = Embeddings(),
            LittleSlack = TimeSpan.FromSeconds(written.LittleSlackSeconds),
            PlanSteps = written.PlanSteps,
            Lateness = written.Lateness,
        };
        foreach (var model in checks.Catalog.Models)
            checks.Want(model.KeepWarm is not { } warm || written.Projects.ContainsKey(warm.Project), "$.projects", $"'{model.KeepWarm?.Project}' is missing: the catalogue keeps '{model.Name}' warm for it");
        return written.QualityWords is { } words ? policy with { QualityWords = Words(words) } : policy;
    }

    private Dictionary<string, string> Teams()
    {
        var teams = new Dictionary<string, string>();
        foreach (var (project, entry) in checks.Written.Projects)
            if (entry.Team is { } team)
            {
                checks.Name($"$.projects.{project}.team", team);
                teams[project] = team;
            }

        return teams;
    }

    private PersonalDataSettings? PersonalData()
    {
        if (checks.Written.PersonalData is not { } entry)
            return null;
        checks.Name("$.personalData.dataClass", entry.DataClass);
        for (var i = 0; i < entry.Kinds.Count; i++)
            checks.Want(PersonalDataKinds.All.Contains(entry.Kinds[i]), $"$.personalData.kinds[{i}]", $"'{entry.Kinds[i]}' is unknown: {NearestName.Hint(entry.Kinds[i], PersonalDataKinds.All)}");
        return new PersonalDataSettings(entry.DataClass, entry.Kinds.Count > 0 ? entry.Kinds : PersonalDataKinds.All);
    }

    private EmbeddingSettings? Embeddings()
    {
        if (checks.Written.Embeddings is not { } entry)
            return null;
        var isUrl = Uri.TryCreate(entry.Endpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https";
        checks.Want(isUrl, "$.embeddings.endpoint", $"'{entry.Endpoint}' is no absolute http or https URL");
        checks.Want(entry.Model.Length > 0, "$.embeddings.model", "the model's name at that server is wanted");
        return new EmbeddingSettings { Endpoint = endpoint!, Model = entry.Model, KeyVariable = entry.KeyVariable };
    }

    private Dictionary<string, double> Words(IReadOnlyDictionary<string, double> words)
    {
        string[] known = ["cheap", "balanced", "best"];
        foreach (var word in known)
            checks.Want(words.ContainsKey(word), "$.qualityWords", $"'{word}' is missing");
        foreach (var (word, value) in words)
        {
            checks.Want(known.Contains(word), $"$.qualityWords.{word}", $"no such word; {NearestName.Hint(word, known)}");
            checks.Share($"$.qualityWords.{word}", value);
        }

        return words.ToDictionary();
    }
}
