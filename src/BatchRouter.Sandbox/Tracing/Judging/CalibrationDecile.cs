namespace BatchRouter.Sandbox.Tracing.Judging;

/// <summary>A tenth of the shipments, by their forecast.</summary>
/// <param name="From">The least forecast in it.</param>
/// <param name="To">The greatest.</param>
/// <param name="Shipments">How many.</param>
/// <param name="Promised">The mean forecast.</param>
/// <param name="Kept">The share that came in time.</param>
public sealed record CalibrationDecile(double From, double To, int Shipments, double Promised, double Kept)
{
    /// <summary>Ten groups, as even as can be, by rising forecast; of fewer than ten shipments, as many groups as shipments.</summary>
    internal static IReadOnlyList<CalibrationDecile> Of(IEnumerable<Forecast> forecasts)
    {
        var sorted = forecasts.OrderBy(forecast => forecast.Chance).ToList();
        var deciles = new List<CalibrationDecile>();
        for (var i = 0; i < 10; i++)
        {
            var (from, to) = ((int)((long)sorted.Count * i / 10), (int)((long)sorted.Count * (i + 1) / 10));
            if (from == to)
                continue;
            var part = sorted.GetRange(from, to - from);
            deciles.Add(new CalibrationDecile(
                Round(part[0].Chance), Round(part[^1].Chance), part.Count, Round(part.Average(one => one.Chance)),
                Round(part.Count(one => one.CameInTime) / (double)part.Count)));
        }

        return deciles;
    }

    private static double Round(double share) => Math.Round(share, 4);
}
