using BatchRouter.Scoring;

namespace BatchRouter.Learning;

/// <summary>What was learned about a task's answers.</summary>
/// <param name="Weights">For the task's scoring settings, within their limits; features never met keep their defaults.</param>
/// <param name="TrainingSize">Judged answers it was learned from.</param>
/// <param name="CalibrationError">Expected calibration error out of fold, 0..1.</param>
/// <param name="CalibrationErrorBefore">The same of the default weights on the same answers.</param>
public sealed record LearnedConfidence(ScoringWeights Weights, int TrainingSize, double CalibrationError, double CalibrationErrorBefore)
{
    /// <summary>The confidence of an answer, 0..1, from the signals of its score, whatever weights that score was made with.</summary>
    public double Of(IReadOnlyList<Signal> signals)
    {
        var (logOdds, isVetoed) = (0.0, false);
        foreach (var signal in signals)
            if (signal.Name == "prior")
                logOdds += Math.Log(signal.Value / (1 - signal.Value));
            else if (Vetoes.All.Contains(signal.Name))
                isVetoed = true;
            else
                logOdds += Weights.ByFeature.GetValueOrDefault(signal.Name) * signal.Value;
        var confidence = 1 / (1 + Math.Exp(-((Weights.Slope * logOdds) + Weights.Offset)));
        return isVetoed ? Math.Min(confidence, Weights.VetoCap) : confidence;
    }
}
