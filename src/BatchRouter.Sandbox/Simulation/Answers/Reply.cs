namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>What one model answers to one request, before anything goes wrong on the way.</summary>
internal sealed record Reply
{
    public required string Text { get; init; }

    public required bool Correct { get; init; }

    /// <summary>Cut at the output limit; then never correct.</summary>
    public required bool Truncated { get; init; }

    public required SimulatedUsage Usage { get; init; }

    public required double MeanLogprob { get; init; }
}
