namespace BatchRouter.Scoring;

/// <summary>The limits of a task's scoring settings: what is outside stops the start with the key's name.</summary>
internal static class TaskScoringRules
{
    public static IReadOnlyList<string> Problems(TaskScoring settings)
    {
        var problems = new List<string>();
        var features = new HashSet<string>(AnswerFeatures.All.Select(feature => feature.Name));
        var seen = new HashSet<string>();
        foreach (var name in settings.Verifiers)
        {
            var verifier = Verifiers.Find(name);
            if (verifier is null)
                problems.Add($"verifiers: '{name}' is unknown; known are {string.Join(", ", Verifiers.All.Select(known => known.Name))}");
            else if (!seen.Add(name))
                problems.Add($"verifiers: '{name}' is named twice");
            else
                features.UnionWith(verifier.Features.Select(feature => feature.Name));
        }

        Within(problems, "threshold", settings.Threshold, 0, 1);
        var weights = settings.Weights;
        Within(problems, "weights.slope", weights.Slope, 0.05, 5);
        Within(problems, "weights.offset", weights.Offset, -10, 10);
        Within(problems, "weights.vetoCap", weights.VetoCap, 0.001, 0.5);
        foreach (var (name, weight) in weights.ByFeature)
        {
            Within(problems, $"weights.byFeature.{name}", weight, -ScoringWeights.LargestWeight, ScoringWeights.LargestWeight);
            if (!features.Contains(name))
                problems.Add($"weights.byFeature.{name}: no such feature in this task; known are {string.Join(", ", features.Order(StringComparer.Ordinal))}");
        }

        return problems;
    }

    // NaN is outside every range.
    private static void Within(List<string> problems, string key, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
            problems.Add(FormattableString.Invariant($"{key}: {value} is outside {least} to {most}"));
    }
}
