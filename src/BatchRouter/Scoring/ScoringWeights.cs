namespace BatchRouter.Scoring;

/// <summary>
/// The only numbers in a score: <c>log-odds = logit(prior) + sum(weight * value)</c>, <c>confidence = sigmoid(Slope * log-odds + Offset)</c>
/// (logistic regression with Platt's scaling on top). Whoever learns weights later returns another one of these.
/// </summary>
public sealed record ScoringWeights
{
    public const double LargestWeight = 20;

    public static readonly ScoringWeights Default = new();

    /// <summary>Platt's slope, no unit, 0.05 to 5. Default 1: the log-odds as they are.</summary>
    public double Slope { get; init; } = 1;

    /// <summary>Platt's offset in log-odds, -10 to 10. Default 0.</summary>
    public double Offset { get; init; }

    /// <summary>The highest confidence a vetoed answer may keep, 0.001 to 0.5. Default 0.02: below any sensible threshold.</summary>
    public double VetoCap { get; init; } = 0.02;

    /// <summary>Weights by feature name, log-odds per unit, -20 to 20; a feature that is not named keeps its own default.</summary>
    public IReadOnlyDictionary<string, double> ByFeature { get; init; } = new Dictionary<string, double>();

    public double Of(Feature feature) => ByFeature.GetValueOrDefault(feature.Name, feature.DefaultWeight);
}
