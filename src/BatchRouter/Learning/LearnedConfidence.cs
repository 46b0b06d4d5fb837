using BatchRouter.Scoring;

namespace BatchRouter.Learning;

/// <summary>What was learned about a task's answers.</summary>
/// <param name="Weights">For the task's scoring settings, within their limits; features never met keep their defaults.</param>
/// <param name="TrainingSize">Judged answers it was learned from.</param>
/// <param name="CalibrationError">Expected calibration error out of fold, 0..1.</param>
/// <param name="CalibrationErrorBefore">The same of the default weights on the same answers.</param>
public sealed record LearnedConfidence(ScoringWeights Weights, int TrainingSize, double CalibrationError, double CalibrationErrorBefore);
