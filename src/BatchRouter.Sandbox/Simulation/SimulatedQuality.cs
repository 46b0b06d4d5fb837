namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// Chance of a right answer, falling with the question's difficulty (0..1, shared by all models,
/// so that what is hard for one is hard for all).
/// </summary>
public sealed class SimulatedQuality
{
    private const double Steepness = 8;
    private readonly double _ability;

    /// <param name="meanAccuracy">Accuracy over questions of evenly spread difficulty, above 0 and below 1.</param>
    public SimulatedQuality(double meanAccuracy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(meanAccuracy, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(meanAccuracy, 1);
        MeanAccuracy = meanAccuracy;
        _ability = AbilityFor(meanAccuracy);
    }

    public double MeanAccuracy { get; }

    public double At(double difficulty) => 1 / (1 + Math.Exp(-Steepness * (_ability - difficulty)));

    // The mean of the curve over [0, 1] has a closed form that rises with ability: bisect it.
    private static double AbilityFor(double meanAccuracy)
    {
        var (low, high) = (-5.0, 6.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (MeanOf(middle) < meanAccuracy)
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    private static double MeanOf(double ability) =>
        (SoftPlus(Steepness * ability) - SoftPlus(Steepness * (ability - 1))) / Steepness;

    private static double SoftPlus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
