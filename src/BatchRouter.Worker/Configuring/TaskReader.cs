using BatchRouter.Drifting;
using BatchRouter.Escalating;
using BatchRouter.Routing;
using BatchRouter.Scoring;

namespace BatchRouter.Worker.Configuring;

/// <summary>Checks one task key by key.</summary>
internal sealed class TaskReader(PolicyChecks checks, StrategiesReader strategies)
{
    public TaskPolicy Read(string name, PolicyFile.TaskEntry entry)
    {
        var path = $"$.tasks.{name}";
        checks.Share($"{path}.quality", entry.Quality);
        checks.Models($"{path}.models", entry.Models);
        if (entry.StaticModel is { } assigned)
            checks.ModelsOf($"{path}.staticModel", name, [assigned]);
        checks.ModelsOf($"{path}.fallbackOrder", name, entry.FallbackOrder);
        checks.Distinct($"{path}.fallbackOrder", entry.FallbackOrder);
        checks.Share($"{path}.unsureMargin", entry.UnsureMargin);
        checks.Share($"{path}.cheaperFrom", entry.CheaperFrom);
        checks.Want(entry.ExpectedOutputTokens is > 0 and <= 1_000_000, $"{path}.expectedOutputTokens", "1 to 1,000,000 is wanted");
        checks.Want(entry.FirstOutputTokens is null or (> 0 and <= 1_000_000), $"{path}.firstOutputTokens", "1 to 1,000,000 is wanted");
        checks.Want(entry.AnswerCacheSeconds is null or (> 0 and <= 31_536_000), $"{path}.answerCacheSeconds", "more than 0, up to a year is wanted");
        strategies.CheckTask(name, entry);
        var judge = entry.Judge ?? new PolicyFile.JudgeEntry();
        checks.Share($"{path}.judge.acceptsRight", judge.AcceptsRight);
        checks.Share($"{path}.judge.acceptsWrong", judge.AcceptsWrong);
        var settings = new StrategySettingsReader(checks, name, path);
        return new TaskPolicy
        {
            Name = name,
            Quality = entry.Quality,
            Models = entry.Models,
            StaticModel = entry.StaticModel,
            Lanes = new LanesReader(checks).Of($"{path}.lanes", entry.Lanes),
            Strategies = entry.Strategies,
            FallbackOrder = entry.FallbackOrder,
            GainThreshold = entry.GainThreshold is { } pair ? settings.Threshold(pair) : null,
            Routes = settings.Routes(entry.Routes),
            Classify = entry.Classify is { } classify ? settings.Classify(classify) : null,
            Audit = entry.Audit is { } audit ? settings.Audit(audit) : null,
            UnsureMargin = entry.UnsureMargin,
            CheaperFrom = entry.CheaperFrom,
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
        checks.Want(entry?.CalibrationError is null or (> 0 and <= 1), $"{path}.calibrationError", "more than 0, up to 1 is wanted");
        checks.Share($"{path}.leastQuality", entry?.LeastQuality);
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
            throw checks.Source.Fault($"{path}.{problem[..colon]}", problem[(colon + 2)..]);
        }

        return scoring;
    }

    private AttemptCaps Caps(string path, PolicyFile.CapsEntry entry)
    {
        checks.Want(entry.Attempts is >= 1 and <= 100, $"{path}.attempts", "1 to 100 is wanted");
        checks.Want(entry.Waits is >= 0 and <= 10_000, $"{path}.waits", "0 to 10,000 is wanted");
        checks.Want(entry.Rescues is >= 0 and <= 1_000, $"{path}.rescues", "0 to 1,000 is wanted");
        checks.Want(entry.CostUsd is null or (>= 0 and <= 1_000_000), $"{path}.costUsd", "0 to 1,000,000 USD is wanted");
        checks.Want(entry.AfterDeadlineSeconds is >= 0 and <= 31_536_000, $"{path}.afterDeadlineSeconds", "0 to a year is wanted");
        return new AttemptCaps
        {
            Attempts = entry.Attempts,
            Waits = entry.Waits,
            Rescues = entry.Rescues,
            CostNanoUsd = entry.CostUsd is { } usd ? (long)(usd * 1_000_000_000m) : null,
            AfterDeadline = TimeSpan.FromSeconds(entry.AfterDeadlineSeconds),
        };
    }
}
