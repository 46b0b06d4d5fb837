namespace BatchRouter.Limiting;

/// <summary>What is left of a rate limit could not be asked for: the call was not made.</summary>
public sealed class RateLeaseException(Exception fault) : Exception($"no room under the rate limit could be leased: {fault.Message}", fault);
