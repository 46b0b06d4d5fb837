namespace BatchRouter.Learning;

/// <summary>Examples fit for learning, and what was found on the way there.</summary>
/// <param name="Examples">Distinct prompts; labels of the wanted models alone.</param>
/// <param name="Findings">Everything dropped, merged or remarkable; never silent.</param>
/// <param name="Refusal">Why nothing may be learned from this, or null.</param>
public sealed record TrainingSet(IReadOnlyList<TrainingExample> Examples, IReadOnlyList<TrainingFinding> Findings, string? Refusal)
{
    /// <summary>Drops, merges and reports; the order of first appearance is kept.</summary>
    public static TrainingSet Of(IEnumerable<TrainingExample> given, IReadOnlyList<string> models, TrainingOptions options)
    {
        var notes = new TrainingNotes();
        var merged = Merge(given, models, notes);
        var examples = merged.Select(prompt => prompt.ToExample()).ToList();
        var constant = models.Where(model => IsConstant(examples, model)).ToList();
        foreach (var model in constant)
            notes.Add(TrainingFlaw.OneClass, model);
        if (examples.Count < options.FewestExamples)
            notes.Add(TrainingFlaw.TooFew, $"{examples.Count} of {options.FewestExamples}");
        var conflicts = merged.Count(prompt => prompt.HasConflict);
        return new TrainingSet(examples, notes.Findings, Refuse(examples.Count, conflicts, constant.Count == models.Count, options));
    }

    private static string? Refuse(int count, int conflicts, bool oneClass, TrainingOptions options)
    {
        if (count < options.FewestExamples)
            return $"{count} usable examples are too few: at least {options.FewestExamples} distinct prompts with labels are needed";
        if (oneClass)
            return "the labels have one class: every model's labels are all equal, so there is nothing to learn; add examples of the other class";
        return conflicts > options.MostConflicts * count
            ? $"{conflicts} of {count} prompts have conflicting labels: judge them again, or raise MostConflicts ({options.MostConflicts})"
            : null;
    }

    private static List<MergedPrompt> Merge(IEnumerable<TrainingExample> given, IReadOnlyList<string> models, TrainingNotes notes)
    {
        var byPrompt = new Dictionary<string, MergedPrompt>(StringComparer.Ordinal);
        var inOrder = new List<MergedPrompt>();
        foreach (var example in given)
        {
            if (Flaw(example, models) is { } flaw)
            {
                notes.Add(flaw, example.Id);
                continue;
            }

            if (!byPrompt.TryGetValue(example.Prompt, out var merged))
            {
                byPrompt.Add(example.Prompt, merged = new MergedPrompt(example, models));
                inOrder.Add(merged);
            }
            else if (merged.Take(example) is { } met)
                notes.Add(met, example.Id);
        }

        return inOrder;
    }

    private static TrainingFlaw? Flaw(TrainingExample example, IReadOnlyList<string> models)
    {
        if (string.IsNullOrWhiteSpace(example.Prompt))
            return TrainingFlaw.EmptyPrompt;
        if (!models.Any(example.Quality.ContainsKey))
            return TrainingFlaw.Unlabelled;
        var isBad = !(example.Weight > 0) || !double.IsFinite(example.Weight)
            || models.Any(model => example.Quality.TryGetValue(model, out var label) && !(label is >= 0 and <= 1));
        return isBad ? TrainingFlaw.BadNumber : null;
    }

    private static bool IsConstant(List<TrainingExample> examples, string model)
    {
        double? first = null;
        foreach (var example in examples)
            if (example.Quality.TryGetValue(model, out var label) && (first ??= label) != label)
                return false;
        return true;
    }
}
