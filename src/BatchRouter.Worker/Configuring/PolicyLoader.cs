using BatchRouter.Catalog;
using BatchRouter.Drifting;
using BatchRouter.Escalating;
using BatchRouter.Routing;
using BatchRouter.Scoring;

namespace BatchRouter.Worker.Configuring;

/// <summary>From batchrouter.json to the policy; what cannot be used stops the start with line and key.</summary>
public static class PolicyLoader
{
    /// <exception cref="ConfigurationException">The first thing that is wrong.</exception>
    public static RoutingPolicy Load(string file, string json, ModelCatalog catalog)
    {
        var source = new StrictJson(file, json);
        var written = source.Read<PolicyFile>();
        var reader = new PolicyReader(source, written, catalog);
        return reader.Read();
    }
}

/// <summary>Checks a policy key by key.</summary>
internal sealed class PolicyReader(StrictJson source, PolicyFile written, ModelCatalog catalog)
{
    public RoutingPolicy Read()
    {
        Want(written.Projects.Count > 0, "$.projects", "at least one project is wanted");
        foreach (var project in written.Projects.Keys)
            Want(project.Length is > 0 and <= 64, $"$.projects.{project}", "a name of 1 to 64 characters is wanted");
        Want(written.Tasks.ContainsKey(RoutingPolicy.DefaultTask), "$.tasks", "'default' is missing: the settings of tasks not declared");
        Want(written.LittleSlackSeconds is >= 0 and <= 86_400, "$.littleSlackSeconds", "0 to 86,400 is wanted");
        Want(written.PlanSteps is >= 1 and <= 3, "$.planSteps", "1 to 3 is wanted");
        var policy = new RoutingPolicy
        {
            Version = written.Version,
            Projects = written.Projects.Keys.ToHashSet(),
            Teams = Teams(),
            Budgets = new BudgetTableReader(source, written, catalog).Read(),
            Tasks = written.Tasks.ToDictionary(pair => pair.Key, pair => Task(pair.Key, pair.Value)),
            Rules = written.Rules.Select((rule, i) => Rule($"$.rules[{i}]", rule)).ToList(),
            LittleSlack = TimeSpan.FromSeconds(written.LittleSlackSeconds),
            PlanSteps = written.PlanSteps,
        };
        return written.QualityWords is { } words ? policy with { QualityWords = Words(words) } : policy;
    }

    private Dictionary<string, string> Teams()
    {
        var teams = new Dictionary<string, string>();
        foreach (var (project, entry) in written.Projects)
            if (entry.Team is { } team)
            {
                Want(team.Length is > 0 and <= 64, $"$.projects.{project}.team", "a name of 1 to 64 characters is wanted");
                teams[project] = team;
            }

        return teams;
    }

    private TaskPolicy Task(string name, PolicyFile.TaskEntry entry)
    {
        var path = $"$.tasks.{name}";
        Share($"{path}.quality", entry.Quality);
        Models($"{path}.models", entry.Models);
        if (entry.StaticModel is { } assigned)
        {
            Models($"{path}.staticModel", [assigned]);
            Want(entry.Models.Count == 0 || entry.Models.Contains(assigned), $"{path}.staticModel", $"'{assigned}' is not among the task's models");
        }

        Want(entry.ExpectedOutputTokens is > 0 and <= 1_000_000, $"{path}.expectedOutputTokens", "1 to 1,000,000 is wanted");
        Want(entry.FirstOutputTokens is null or (> 0 and <= 1_000_000), $"{path}.firstOutputTokens", "1 to 1,000,000 is wanted");
        Want(entry.AnswerCacheSeconds is null or (> 0 and <= 31_536_000), $"{path}.answerCacheSeconds", "more than 0, up to a year is wanted");
        var judge = entry.Judge ?? new PolicyFile.JudgeEntry();
        Share($"{path}.judge.acceptsRight", judge.AcceptsRight);
        Share($"{path}.judge.acceptsWrong", judge.AcceptsWrong);
        return new TaskPolicy
        {
            Name = name,
            Quality = entry.Quality,
            Models = entry.Models,
            StaticModel = entry.StaticModel,
            ExpectedOutputTokens = entry.ExpectedOutputTokens,
            FirstOutputTokens = entry.FirstOutputTokens,
            AnswerCacheAge = entry.AnswerCacheSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Scoring = Scoring(path, entry),
            Judge = new Judge(judge.AcceptsRight, judge.AcceptsWrong),
            Caps = Caps($"{path}.caps", entry.Caps ?? new PolicyFile.CapsEntry()),
            UsesLearned = entry.Learned,
            Drift = Drift($"{path}.drift", entry.Drift),
        };
    }

    private DriftSettings Drift(string path, PolicyFile.DriftEntry? entry)
    {
        Want(entry?.CalibrationError is null or (> 0 and <= 1), $"{path}.calibrationError", "more than 0, up to 1 is wanted");
        if (entry?.LeastQuality is { } least)
            Share($"{path}.leastQuality", least);
        return new DriftSettings
        {
            CalibrationError = entry?.CalibrationError ?? DriftSettings.Default.CalibrationError,
            LeastQuality = entry?.LeastQuality,
        };
    }

    private TaskScoring Scoring(string path, PolicyFile.TaskEntry entry)
    {
        var weights = ScoringWeights.Default;
        var scoring = new TaskScoring
        {
            Verifiers = entry.Verifiers,
            Threshold = entry.Threshold ?? TaskScoring.Default.Threshold,
            Weights = new ScoringWeights
            {
                Slope = entry.Weights?.Slope ?? weights.Slope,
                Offset = entry.Weights?.Offset ?? weights.Offset,
                VetoCap = entry.Weights?.VetoCap ?? weights.VetoCap,
                ByFeature = entry.Weights?.ByFeature ?? weights.ByFeature,
            },
        };
        foreach (var problem in scoring.Problems())
        {
            var colon = problem.IndexOf(':', StringComparison.Ordinal);
            throw source.Fault($"{path}.{problem[..colon]}", problem[(colon + 2)..]);
        }

        return scoring;
    }

    private AttemptCaps Caps(string path, PolicyFile.CapsEntry entry)
    {
        Want(entry.Attempts is >= 1 and <= 100, $"{path}.attempts", "1 to 100 is wanted");
        Want(entry.Waits is >= 0 and <= 10_000, $"{path}.waits", "0 to 10,000 is wanted");
        Want(entry.Rescues is >= 0 and <= 1_000, $"{path}.rescues", "0 to 1,000 is wanted");
        Want(entry.CostUsd is null or (>= 0 and <= 1_000_000), $"{path}.costUsd", "0 to 1,000,000 USD is wanted");
        Want(entry.AfterDeadlineSeconds is >= 0 and <= 31_536_000, $"{path}.afterDeadlineSeconds", "0 to a year is wanted");
        return new AttemptCaps
        {
            Attempts = entry.Attempts,
            Waits = entry.Waits,
            Rescues = entry.Rescues,
            CostNanoUsd = entry.CostUsd is { } usd ? (long)(usd * 1_000_000_000m) : null,
            AfterDeadline = TimeSpan.FromSeconds(entry.AfterDeadlineSeconds),
        };
    }

    private RoutingRule Rule(string path, PolicyFile.RuleEntry entry)
    {
        Models($"{path}.models", entry.Models);
        if (entry.Quality is { } quality)
            Share($"{path}.quality", quality);
        Want(entry.Models.Count > 0 || entry.Quality is not null, path, "a rule sets models or quality");
        if (entry.When.Project is { } project)
            Want(written.Projects.ContainsKey(project), $"{path}.when.project", $"'{project}' is not declared");
        Want(entry.When.PromptTokensFrom is null or >= 0, $"{path}.when.promptTokensFrom", "0 or more is wanted");
        Want(entry.When.PromptTokensBelow is not { } below || below > (entry.When.PromptTokensFrom ?? 0), $"{path}.when.promptTokensBelow", "more than promptTokensFrom is wanted");
        return new RoutingRule
        {
            Name = entry.Name,
            Project = entry.When.Project,
            Task = entry.When.Task,
            Tier = entry.When.Tier,
            Labels = entry.When.Labels ?? new Dictionary<string, string>(),
            PromptTokensFrom = entry.When.PromptTokensFrom,
            PromptTokensBelow = entry.When.PromptTokensBelow,
            Models = entry.Models,
            Quality = entry.Quality,
        };
    }

    private Dictionary<string, double> Words(IReadOnlyDictionary<string, double> words)
    {
        foreach (var word in (string[])["cheap", "balanced", "best"])
            Want(words.ContainsKey(word), "$.qualityWords", $"'{word}' is missing");
        foreach (var (word, value) in words)
        {
            Want(word is "cheap" or "balanced" or "best", $"$.qualityWords.{word}", "known words are cheap, balanced and best");
            Share($"$.qualityWords.{word}", value);
        }

        return words.ToDictionary();
    }

    private void Models(string path, IReadOnlyList<string> names)
    {
        foreach (var name in names)
            Want(catalog.Find(name) is not null, path, $"model '{name}' is not in the catalogue: {string.Join(", ", catalog.Models.Select(model => model.Name))}");
    }

    private void Share(string path, double value) => Want(value is >= 0 and <= 1, path, "0 to 1 is wanted");

    private void Want(bool holds, string path, string problem)
    {
        if (!holds)
            throw source.Fault(path, problem);
    }
}
