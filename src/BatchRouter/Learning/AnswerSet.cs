using BatchRouter.Scoring;

namespace BatchRouter.Learning;

/// <summary>Judged answers fit for learning, and what was found on the way there. Same flaws, same words as for prompts.</summary>
/// <param name="Examples">One per answer, vetoed ones left out.</param>
/// <param name="Findings">Everything dropped, merged or remarkable.</param>
/// <param name="Refusal">Why nothing may be learned from this, or null.</param>
public sealed record AnswerSet(IReadOnlyList<AnswerExample> Examples, IReadOnlyList<TrainingFinding> Findings, string? Refusal)
{
    public static AnswerSet Of(IEnumerable<AnswerExample> given, TrainingOptions options)
    {
        var notes = new TrainingNotes();
        var byId = new Dictionary<string, List<AnswerExample>>(StringComparer.Ordinal);
        var inOrder = new List<List<AnswerExample>>();
        foreach (var example in given)
            if (Flaw(example) is { } flaw)
                notes.Add(flaw, example.Id);
            else if (!byId.TryGetValue(example.Id, out var same))
            {
                byId.Add(example.Id, same = [example]);
                inOrder.Add(same);
            }
            else if (same.Exists(known => known.Correct == example.Correct))
                notes.Add(TrainingFlaw.Duplicate, example.Id);
            else
            {
                notes.Add(TrainingFlaw.Conflict, example.Id);
                same.Add(example);
            }

        var examples = inOrder.ConvertAll(same => same[0] with { Correct = same.Average(one => one.Correct) });
        var isOneClass = examples.TrueForAll(example => example.Correct == examples[0].Correct);
        if (isOneClass)
            notes.Add(TrainingFlaw.OneClass, "correct");
        if (examples.Count < options.FewestExamples)
            notes.Add(TrainingFlaw.TooFew, $"{examples.Count} of {options.FewestExamples}");
        return new AnswerSet(examples, notes.Findings, Refuse(examples.Count, inOrder.Count(same => same.Count > 1), isOneClass, options));
    }

    private static string? Refuse(int count, int conflicts, bool isOneClass, TrainingOptions options)
    {
        if (count < options.FewestExamples)
            return $"{count} usable answers are too few: at least {options.FewestExamples} judged ones are needed";
        if (isOneClass)
            return "the labels have one class: all answers are judged alike, so there is nothing to learn; add answers of the other class";
        return conflicts > options.MostConflicts * count
            ? $"{conflicts} of {count} answers have conflicting labels: judge them again, or raise MostConflicts ({options.MostConflicts})"
            : null;
    }

    private static TrainingFlaw? Flaw(AnswerExample example)
    {
        var isGood = example.Correct is >= 0 and <= 1 && example.Weight > 0 && double.IsFinite(example.Weight)
            && example.Signals.All(signal => double.IsFinite(signal.Value));
        if (!isGood)
            return TrainingFlaw.BadNumber;
        if (example.Signals.Any(signal => Vetoes.All.Contains(signal.Name)))
            return TrainingFlaw.Vetoed;
        return example.Signals.Count == 0 ? TrainingFlaw.NoSignals : null;
    }
}
