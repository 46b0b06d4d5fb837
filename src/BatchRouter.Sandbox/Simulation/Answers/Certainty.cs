namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// The mean token log-probability of an answer. It tells right from wrong about as well as that of a real model does:
/// AUC 0.74. An answer with a slip is less certain than one that is wrong in a hidden way, so that even together
/// with a check of the arithmetic the AUC stays within 0.8.
/// </summary>
internal static class Certainty
{
    // Distances between two normal curves of width 1; AUC = Phi(distance / sqrt 2).
    private const double HiddenDistance = 0.90;
    private const double HiddenDistanceBesideSlips = 0.62;
    private const double VisibleDistance = 1.50;

    private const double TypicalMean = 0.11;
    private const double Spread = 0.55;

    public static double MeanLogprob(Flaw flaw, double visibleShare, Chance chance)
    {
        var distance = flaw switch
        {
            Flaw.None => 0,
            Flaw.Visible => VisibleDistance,
            _ => visibleShare > 0.1 ? HiddenDistanceBesideSlips : HiddenDistance,
        };
        return -TypicalMean * Math.Exp(Spread * (chance.Normal() + distance));
    }

    /// <summary>
    /// Spreads the mean over the tokens: most are near certain, few are not. The shape has nothing to do with
    /// right or wrong, so only the mean tells anything.
    /// </summary>
    public static double[] PerToken(double mean, int tokens, Chance chance)
    {
        var weights = new double[tokens];
        var sum = 0.0;
        for (var token = 0; token < tokens; token++)
        {
            var unit = chance.Unit();
            sum += weights[token] = unit * unit * unit + 0.001;
        }

        for (var token = 0; token < tokens; token++)
            weights[token] *= mean * tokens / sum;
        return weights;
    }
}
