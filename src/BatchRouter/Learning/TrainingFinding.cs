namespace BatchRouter.Learning;

/// <summary>What may be wrong with training data.</summary>
public enum TrainingFlaw
{
    /// <summary>No text but white space: dropped.</summary>
    EmptyPrompt,

    /// <summary>None of the wanted models has a label: dropped.</summary>
    Unlabelled,

    /// <summary>A label outside 0 to 1, or a weight that is not a positive number: dropped.</summary>
    BadNumber,

    /// <summary>The same prompt with the same labels again: counted once.</summary>
    Duplicate,

    /// <summary>The same prompt with other labels for the same model: averaged, and beyond <see cref="TrainingOptions.MostConflicts"/> refused.</summary>
    Conflict,

    /// <summary>An answer that a veto judged, which no weight can change: left out.</summary>
    Vetoed,

    /// <summary>An answer of which no signal is stored: dropped.</summary>
    NoSignals,

    /// <summary>All labels of a model are equal: it is predicted as a constant, and where that holds for all models training is refused.</summary>
    OneClass,

    /// <summary>Fewer examples are left than <see cref="TrainingOptions.FewestExamples"/>: refused.</summary>
    TooFew,
}

/// <summary>One flaw of the data and where it was met.</summary>
/// <param name="Flaw">What is wrong.</param>
/// <param name="Count">How often.</param>
/// <param name="Ids">The first examples (or, for <see cref="TrainingFlaw.OneClass"/>, the models), at most <see cref="MostIds"/>.</param>
public sealed record TrainingFinding(TrainingFlaw Flaw, int Count, IReadOnlyList<string> Ids)
{
    public const int MostIds = 10;

    public override string ToString() => $"{Flaw}: {Count} ({string.Join(", ", Ids)}{(Count > Ids.Count ? ", …" : "")})";
}
