namespace BatchRouter.Routing;

/// <summary>Ordered offers, the cascade, with what is expected of it.</summary>
public sealed record Plan(IReadOnlyList<Candidate> Steps, double Quality, long CostNanoUsd, TimeSpan TimeP99)
{
    public static Plan None { get; } = new([], 0, 0, TimeSpan.Zero);
}
