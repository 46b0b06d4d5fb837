using BatchRouter.Auditing;
using BatchRouter.Classifying;
using BatchRouter.Perceiving;
using BatchRouter.Routing;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks what the strategies of one task need.</summary>
internal sealed class StrategySettingsReader(PolicyChecks checks, string task, string path)
{
    public GainThreshold Threshold(PolicyFile.GainThresholdEntry entry)
    {
        var here = $"{path}.gainThreshold";
        checks.ModelsOf($"{here}.weak", task, [entry.Weak]);
        checks.ModelsOf($"{here}.strong", task, [entry.Strong]);
        checks.Want(entry.Weak != entry.Strong, $"{here}.strong", "another model than weak is wanted");
        checks.Want(entry.Gain is null != entry.StrongShare is null, here, "either gain or strongShare is wanted");
        checks.Want(entry.Gain is null or (>= -1 and <= 1), $"{here}.gain", "-1 to 1 is wanted");
        checks.Share($"{here}.strongShare", entry.StrongShare);
        return new GainThreshold(entry.Weak, entry.Strong, entry.Gain, entry.StrongShare);
    }

    public IReadOnlyList<SemanticRoute> Routes(IReadOnlyList<PolicyFile.RouteEntry> entries)
    {
        checks.Want(entries.Count <= 100, $"{path}.routes", "100 at most are wanted");
        checks.Distinct($"{path}.routes", entries.Select(entry => entry.Name));
        return entries.Select((entry, i) => Route($"{path}.routes[{i}]", entry)).ToList();
    }

    public ClassifySettings Classify(PolicyFile.ClassifyEntry entry)
    {
        var here = $"{path}.classify";
        // It answers nobody's question, so it need not be among the task's models.
        checks.Models($"{here}.model", [entry.Model]);
        checks.Want(entry.Classes.Count is >= 2 and <= 50, $"{here}.classes", "2 to 50 classes are wanted");
        checks.Distinct($"{here}.classes", entry.Classes.Select(kind => kind.Name));
        checks.Want(entry.PromptCharacters is >= 1 and <= 1_000_000, $"{here}.promptCharacters", "1 to 1,000,000 is wanted");
        checks.Want(entry.LeastSlackSeconds is >= 0 and <= 86_400, $"{here}.leastSlackSeconds", "0 to 86,400 is wanted");
        return new ClassifySettings
        {
            Model = entry.Model,
            Classes = entry.Classes.Select((kind, i) => Class($"{here}.classes[{i}]", kind)).ToList(),
            PromptCharacters = entry.PromptCharacters,
            LeastSlack = TimeSpan.FromSeconds(entry.LeastSlackSeconds),
        };
    }

    public AuditSettings Audit(PolicyFile.AuditEntry entry)
    {
        var here = $"{path}.audit";
        checks.Share($"{here}.share", entry.Share);
        var comparison = checks.Word<Comparison>($"{here}.compare", entry.Compare);
        if (entry.JudgeModel is { } judge)
            checks.Models($"{here}.judgeModel", [judge]);
        checks.Want(comparison != Comparison.Judge || entry.JudgeModel is not null, here, "judgeModel is missing: the model that says which answer is right");
        checks.Want(comparison == Comparison.Judge || entry.JudgeModel is null, $"{here}.judgeModel", "only \"compare\": \"judge\" asks one");
        return new AuditSettings { Share = entry.Share, Comparison = comparison, JudgeModel = entry.JudgeModel };
    }

    private SemanticRoute Route(string here, PolicyFile.RouteEntry entry)
    {
        checks.Name($"{here}.name", entry.Name);
        checks.Want(entry.Utterances.Count is >= 1 and <= 1_000, $"{here}.utterances", "1 to 1,000 examples are wanted");
        for (var i = 0; i < entry.Utterances.Count; i++)
            checks.Want(!string.IsNullOrWhiteSpace(entry.Utterances[i]), $"{here}.utterances[{i}]", "a text is wanted");
        checks.Want(entry.LeastSimilarity is >= -1 and <= 1, $"{here}.leastSimilarity", "-1 to 1 is wanted");
        Sets(here, entry.Models, entry.Quality);
        return new SemanticRoute(entry.Name, entry.Utterances, entry.Models, entry.Quality, entry.LeastSimilarity);
    }

    private PromptClass Class(string here, PolicyFile.ClassEntry entry)
    {
        checks.Name($"{here}.name", entry.Name);
        checks.Want(entry.Description.Length is > 0 and <= 1_000, $"{here}.description", "1 to 1,000 characters are wanted: the model is told of the class by them");
        checks.ModelsOf($"{here}.models", task, entry.Models);
        checks.Share($"{here}.quality", entry.Quality);
        return new PromptClass(entry.Name, entry.Description, entry.Models, entry.Quality);
    }

    private void Sets(string here, IReadOnlyList<string> models, double? quality)
    {
        checks.ModelsOf($"{here}.models", task, models);
        checks.Share($"{here}.quality", quality);
        checks.Want(models.Count > 0 || quality is not null, here, "a route sets models or quality");
    }
}
