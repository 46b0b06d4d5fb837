namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// What one model's synchronous calls may use per minute of the provider's clock; more is refused with 429. A call counts its input and the output
/// that it allows. Batches do not count.
/// </summary>
public sealed record SimulatedRateLimits(int RequestsPerMinute, long TokensPerMinute);
