namespace BatchRouter.Sandbox.Simulation;

/// <summary>The models of the demo: a price ladder of 1 : 5 : 25 whose top is dearer for long inputs, and one that is bought for its speed.</summary>
public static class DefaultFleet
{
    public const string Small = "sim-small";
    public const string Medium = "sim-medium";
    public const string Large = "sim-large";
    public const string Fast = "sim-fast";

    public static IReadOnlyList<SimulatedModel> Models { get; } =
    [
        new()
        {
            Name = Small,
            Quality = new(0.70),
            Latency = new(MedianMs: 80, P99Ms: 300, PerOutputTokenMs: 0.2),
            Prices = SimulatedPrices.Of(input: 100_000_000, output: 400_000_000),
        },
        new()
        {
            Name = Medium,
            Quality = new(0.83),
            Latency = new(MedianMs: 160, P99Ms: 600, PerOutputTokenMs: 0.4),
            Prices = SimulatedPrices.Of(input: 500_000_000, output: 2_000_000_000),
            TokenInflation = 1.3m,
        },
        new()
        {
            Name = Large,
            Quality = new(0.92),
            Latency = new(MedianMs: 300, P99Ms: 1_200, PerOutputTokenMs: 0.8),
            Prices = SimulatedPrices.Of(input: 2_500_000_000, output: 10_000_000_000) with
            {
                // No prompt of the demo comes near it.
                LongContext = new(AboveInputTokens: 32_000, SimulatedPrices.Of(input: 5_000_000_000, output: 15_000_000_000)),
            },
        },
        new()
        {
            Name = Fast,
            Quality = new(0.75),
            Latency = new(MedianMs: 20, P99Ms: 50, PerOutputTokenMs: 0.05),
            Prices = SimulatedPrices.Of(input: 1_000_000_000, output: 4_000_000_000),
            OffersLogprobs = false,
        },
    ];
}
