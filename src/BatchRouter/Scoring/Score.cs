namespace BatchRouter.Scoring;

/// <summary>One reason for a confidence.</summary>
/// <param name="Name">The feature's name, <c>prior</c>, <c>calibration</c>, or a veto's name from <see cref="Vetoes"/>.</param>
/// <param name="Value">What was measured, in the feature's unit.</param>
/// <param name="Contribution">Log-odds it added; all contributions of a score add up to the log-odds of its confidence.</param>
public sealed record Signal(string Name, double Value, double Contribution);

/// <summary>How sure we are that one answer is right, and why.</summary>
/// <param name="Confidence">0..1: the calibrated probability that the answer is correct.</param>
/// <param name="Signals">In the order they were added.</param>
public sealed record Score(double Confidence, IReadOnlyList<Signal> Signals)
{
    public bool Has(string signal)
    {
        foreach (var found in Signals)
            if (found.Name == signal)
                return true;
        return false;
    }
}
