using BatchRouter.Routing.Predicting;

namespace BatchRouter.Routing.Planning;

/// <summary>
/// One of two models: the stronger where its predicted gain over the weaker reaches the threshold (as RouteLLM does, Ong et al. 2024). What is
/// not known of the gain counts for the stronger: without a forecast, and by the task's margin where the forecast rests on little.
/// </summary>
internal sealed class ThresholdPlanner : IPlanner
{
    private static readonly CascadePlanner Otherwise = new();

    public (Plan Plan, string Reason) Choose(in PlanningInput input)
    {
        if (input.Task.GainThreshold is not { } pair)
            return Otherwise.Choose(input);
        var (weak, strong) = (input.Find(pair.Weak), input.Find(pair.Strong));
        if (weak is null && strong is null)
            return Otherwise.Choose(input);
        if (strong is null || weak is null)
            return (SingleOffers.Of((weak ?? strong)!), ReasonCodes.OtherOfPair);
        var (isStrong, reason) = Judge(input, pair, weak, strong);
        var (taken, spare) = isStrong ? (strong, weak) : (weak, strong);
        // A stronger model that would be late is no help.
        return taken.TimeP99 > input.Slack && spare.TimeP99 <= input.Slack
            ? (SingleOffers.Of(spare), ReasonCodes.OtherOfPair)
            : (SingleOffers.Of(taken), reason);
    }

    private static (bool IsStrong, string Reason) Judge(in PlanningInput input, GainThreshold pair, Candidate weak, Candidate strong)
    {
        if (LearnedQuality.Usable(input.Request) is not { } forecast
            || LearnedQuality.Of(forecast, weak.Offer.Model) is not { } weaker
            || LearnedQuality.Of(forecast, strong.Offer.Model) is not { } stronger)
            return (true, ReasonCodes.NoForecastStronger);
        if ((pair.Gain ?? forecast.GainThreshold) is not { } threshold)
            return (true, ReasonCodes.NoThresholdStronger);
        var gain = stronger - weaker + LearnedQuality.Margin(forecast, input.Task);
        return gain >= threshold ? (true, ReasonCodes.GainReachesThreshold) : (false, ReasonCodes.GainBelowThreshold);
    }
}
