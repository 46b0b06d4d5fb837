namespace BatchRouter.Routing.Narrowing;

/// <summary>The quality to reach: the job's own; else that of the first strategy that sets one; else the task's, and near a budget's limit the word <c>cheap</c>.</summary>
internal static class WantedQuality
{
    private static readonly StrategyNote Cheaper = new("budget", ReasonCodes.NearBudgetCheaper);

    public static (double Quality, StrategyNote? Note) Of(RoutingRequest request, TaskPolicy task, RoutingPolicy policy, IReadOnlyList<Narrowed> said)
    {
        if (request.Job.Quality is { } own)
            return (own, null);
        var quality = task.Quality;
        for (var i = said.Count - 1; i >= 0; i--)
            quality = said[i].Quality ?? quality;
        if (!(request.BudgetUsed >= task.CheaperFrom) || policy.QualityWords["cheap"] is var cheap && cheap >= quality)
            return (quality, null);
        return (policy.QualityWords["cheap"], Cheaper);
    }
}
