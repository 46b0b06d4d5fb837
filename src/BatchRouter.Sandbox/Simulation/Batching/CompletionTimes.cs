namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>
/// How long batches take: 94% are log-normal around 6.3 minutes, 6% log-uniform from 1 to 117.6 hours. In all the median is 7 minutes,
/// 90% are done within an hour and 2% take more than a day.
/// </summary>
internal static class CompletionTimes
{
    private const double TailShare = 0.06;
    private const double BodyMedianMinutes = 6.303;
    private const double BodySpread = 1.3087;
    private const double TailFromMinutes = 60;
    private const double TailToMinutes = 60 * 117.576;

    public static TimeSpan DrawFrom(Chance chance)
    {
        var minutes = chance.Unit() < TailShare
            ? TailFromMinutes * Math.Pow(TailToMinutes / TailFromMinutes, chance.Unit())
            : BodyMedianMinutes * Math.Exp(BodySpread * chance.Normal());
        return TimeSpan.FromMinutes(minutes);
    }
}
