namespace BatchRouter.Learning;

/// <summary>How the predicted gain of one model over another was spread over the training prompts, out of fold.</summary>
/// <param name="Stronger">Later in the order of training.</param>
/// <param name="Weaker">Earlier in it.</param>
/// <param name="Quantiles">101 values, ascending: the least, the 1%, … the 99% quantile and the greatest.</param>
public sealed record GainQuantiles(string Stronger, string Weaker, IReadOnlyList<double> Quantiles)
{
    public const int Count = 101;

    /// <summary>The gain above which lies the given share (0..1) of prompts: route those, and that share goes to the stronger model.</summary>
    public double ThresholdFor(double strongShare)
    {
        var at = (1 - Math.Clamp(strongShare, 0, 1)) * (Count - 1);
        var below = Math.Min((int)at, Count - 2);
        return Quantiles[below] + ((Quantiles[below + 1] - Quantiles[below]) * (at - below));
    }

    internal static GainQuantiles Of(string stronger, string weaker, IEnumerable<double> gains)
    {
        var sorted = gains.Order().ToArray();
        var quantiles = new double[Count];
        for (var q = 0; q < Count && sorted.Length > 0; q++)
            quantiles[q] = sorted[(int)Math.Round(q / 100.0 * (sorted.Length - 1))];
        return new GainQuantiles(stronger, weaker, quantiles);
    }
}
