namespace BatchRouter.Learning;

/// <summary>One prompt, and how good the answers of some models to it were.</summary>
/// <param name="Id">Names the example in reports and puts it into a fold; need not be unique.</param>
/// <param name="Prompt">The text that a router would have seen, and nothing else.</param>
/// <param name="Quality">0 (wrong) to 1 (right) by model name; a model that was not judged is left out.</param>
/// <param name="Weight">How much the example counts beside others, above 0. Default 1.</param>
public sealed record TrainingExample(string Id, string Prompt, IReadOnlyDictionary<string, double> Quality, double Weight = 1);
