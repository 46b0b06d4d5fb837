namespace BatchRouter.Routing;

/// <summary>
/// The strategies that a task or a project may name, in order: first those that narrow who may be asked, then those that predict, and
/// one that plans. Capability, clearance, health, load balancing and budgets always hold and are not named.
/// </summary>
public static class Strategies
{
    // Narrowing.
    public const string Static = "static";
    public const string Rules = "rules";
    public const string Semantic = "semantic";
    public const string Llm = "llm";

    // Predicting.
    public const string Classifier = "classifier";

    // Planning: one of them, the last.
    public const string Cost = "cost";
    public const string Latency = "latency";
    public const string Fallback = "fallback";
    public const string Threshold = "threshold";
    public const string Cascade = "cascade";

    public static IReadOnlyList<string> All { get; } = [Static, Rules, Semantic, Llm, Classifier, Cost, Latency, Fallback, Threshold, Cascade];

    public static IReadOnlyList<string> Planning { get; } = [Cost, Latency, Fallback, Threshold, Cascade];

    /// <summary>Where neither task nor project names any.</summary>
    public static IReadOnlyList<string> Default { get; } = [Static, Rules, Cascade];
}
