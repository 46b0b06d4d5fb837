namespace BatchRouter.Scoring;

/// <summary>The features every task has, beside those of its verifiers.</summary>
public static class AnswerFeatures
{
    public static readonly Feature MeanLogProbability = new(
        "mean-log-probability", 3.0, "nats above -0.25 per token, -2 to 0.25; left out where the provider offers none");

    public static readonly Feature UnknownFinish = new(
        "unknown-finish", -0.5, "1 where the provider gave no finish reason we know, else left out");

    public static readonly Feature UnusableSchema = new(
        "unusable-schema", 0.0, "1 where the schema or its validator cannot judge the answer, else left out");

    public static IReadOnlyList<Feature> All { get; } = [MeanLogProbability, UnknownFinish, UnusableSchema];
}
