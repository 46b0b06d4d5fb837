using BatchRouter.Scoring;

namespace BatchRouter.Learning;

/// <summary>One judged answer: what its score was made of, and whether it was right.</summary>
/// <param name="Id">Names the example in reports and puts it into a fold: the attempt's id.</param>
/// <param name="Signals">As a stored <see cref="Score"/> has them: <c>prior</c>, features and vetoes.</param>
/// <param name="Correct">0 (wrong) to 1 (right).</param>
/// <param name="Weight">How much the example counts beside others, above 0. Default 1.</param>
public sealed record AnswerExample(string Id, IReadOnlyList<Signal> Signals, double Correct, double Weight = 1);
