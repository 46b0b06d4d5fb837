namespace BatchRouter.Learning.Measuring;

/// <summary>The bootstrap (Efron 1979): a statistic of rows that are drawn again, with replacement. Which quantiles make an interval is the caller's.</summary>
internal static class Resamples
{
    /// <param name="rows">How many rows there are, and how many each resample draws.</param>
    /// <param name="resamples">How often they are drawn.</param>
    /// <param name="seed">Chance: the same seed gives the same values.</param>
    /// <param name="statistic">Gets the places of the drawn rows; they are drawn anew when it returns.</param>
    /// <returns>The statistic of each resample, rising.</returns>
    public static double[] Sorted(int rows, int resamples, int seed, Func<int[], double> statistic)
    {
        var chance = new Random(seed);
        var (values, drawn) = (new double[resamples], new int[rows]);
        for (var resample = 0; resample < resamples; resample++)
        {
            for (var i = 0; i < rows; i++)
                drawn[i] = chance.Next(rows);
            values[resample] = statistic(drawn);
        }

        Array.Sort(values);
        return values;
    }
}
