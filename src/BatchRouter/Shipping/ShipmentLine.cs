using BatchRouter.Jobs;

namespace BatchRouter.Shipping;

/// <summary>One row as it is sent.</summary>
/// <param name="AttemptId">The purchase that it is.</param>
/// <param name="Job">The conversation and its parameters.</param>
/// <param name="MaxOutputTokens">What the attempt asks for.</param>
public sealed record ShipmentLine(Guid AttemptId, BatchJob Job, int MaxOutputTokens);
