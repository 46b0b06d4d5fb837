namespace BatchRouter.Sandbox.Simulation;

/// <summary>Tokens as OpenAI reports them: cached and cache-write are parts of input, reasoning a part of output.</summary>
public readonly record struct SimulatedUsage(long InputTokens, long CachedTokens, long OutputTokens, long ReasoningTokens, long CacheWriteTokens = 0);
