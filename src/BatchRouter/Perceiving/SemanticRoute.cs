namespace BatchRouter.Perceiving;

/// <summary>Prompts that are near these utterances take this way.</summary>
/// <param name="Name">In decisions.</param>
/// <param name="Utterances">Examples.</param>
/// <param name="Models">Only these models; empty, all.</param>
/// <param name="Quality">The quality to reach; null, as without the route.</param>
/// <param name="LeastSimilarity">Below this cosine the route is not taken: unsure means the way without it.</param>
public sealed record SemanticRoute(string Name, IReadOnlyList<string> Utterances, IReadOnlyList<string> Models, double? Quality, double LeastSimilarity);
