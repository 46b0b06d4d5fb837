namespace BatchRouter.Routing;

/// <summary>What one strategy said in a decision.</summary>
/// <param name="Strategy">From <see cref="Strategies"/>, or what holds without being named: <c>experiment</c>, <c>budget</c>, <c>drift</c>.</param>
/// <param name="Reason">From <see cref="ReasonCodes"/>.</param>
/// <param name="About">Which rule, route, class, arm or trained version; null, nothing more is to be said.</param>
public sealed record StrategyNote(string Strategy, string Reason, string? About = null);
