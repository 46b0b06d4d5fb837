namespace BatchRouter.Sandbox.Simulation;

/// <summary>Tokens as OpenAI reports them: cached is a part of input, reasoning a part of output.</summary>
public readonly record struct SimulatedUsage(long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens);
