namespace BatchRouter.Observing;

/// <summary>A call that some worker made before.</summary>
/// <param name="Model">The catalogue's name.</param>
/// <param name="At">When it ended.</param>
/// <param name="Elapsed">From sending to the whole answer.</param>
public readonly record struct PastCall(string Model, DateTimeOffset At, TimeSpan Elapsed);
