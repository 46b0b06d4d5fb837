namespace BatchRouter.Perceiving;

/// <summary>What was read out of a prompt before any decision: computed once per run of a job, and stored with its decisions.</summary>
public sealed record Perception
{
    public static Perception None { get; } = new();

    /// <summary>ISO 639-1, lower-case; null, not asked for or not sure.</summary>
    public string? Language { get; init; }

    /// <summary>0, trivial, to 1: length, structure, code and mathematics; null, not asked for.</summary>
    public double? Complexity { get; init; }

    /// <summary>Kinds of personal data found, e.g. <c>email</c>; empty, none or not looked for.</summary>
    public IReadOnlyList<string> PersonalData { get; init; } = [];

    /// <summary>The nearest semantic route; null, none was near enough or none is declared.</summary>
    public SemanticMatch? Nearest { get; init; }

    /// <summary>What a learned model predicts; null, none was trained for the task or none is asked.</summary>
    public LearnedForecast? Forecast { get; init; }
}

/// <summary>A route by its nearest utterance.</summary>
/// <param name="Route">Its name.</param>
/// <param name="Similarity">Cosine, -1 to 1.</param>
public sealed record SemanticMatch(string Route, double Similarity);

/// <summary>What a trained model makes of a prompt.</summary>
/// <param name="Version">Of the trained model; stored with the decision.</param>
/// <param name="Quality">Calibrated chance of a right answer, by model.</param>
/// <param name="Evidence">0, it knows nothing like this prompt, to 1: how much of the prediction rests on what was seen in training.</param>
public sealed record LearnedForecast(long Version, IReadOnlyDictionary<string, double> Quality, double Evidence)
{
    /// <summary>The threshold of predicted gain that was calibrated for the task's wanted share of the stronger model; null where none is wanted.</summary>
    public double? GainThreshold { get; init; }
}

/// <summary>What a small model said of a prompt.</summary>
/// <param name="Class">One of the declared classes.</param>
/// <param name="Attempt">The attempt that bought it; of another job, where it was remembered.</param>
public sealed record Verdict(string Class, Guid Attempt)
{
    /// <summary>It was said of the same prompt before: nobody was asked now.</summary>
    public bool IsRemembered { get; init; }
}
