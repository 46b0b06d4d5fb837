namespace BatchRouter.Routing.Narrowing;

/// <summary>A strategy that leaves fewer models or sets the quality. Pure.</summary>
internal interface INarrowing
{
    /// <summary>What it says of a request; null, nothing.</summary>
    Narrowed? Narrow(RoutingRequest request, TaskPolicy task, RoutingPolicy policy);
}

/// <summary>What a narrowing strategy says.</summary>
/// <param name="Note">How it explains itself.</param>
/// <param name="Models">Only these; empty, all.</param>
/// <param name="Quality">The quality to reach; null, it sets none.</param>
/// <param name="Refusal">The reason of everyone else.</param>
/// <param name="Firmness">How far it is followed.</param>
internal sealed record Narrowed(StrategyNote Note, IReadOnlyList<string> Models, double? Quality, string Refusal, Firmness Firmness)
{
    /// <summary>A strategy that only has something to say.</summary>
    public static Narrowed Nothing(string strategy, string reason, string? about = null) =>
        new(new StrategyNote(strategy, reason, about), [], null, "", Firmness.WhileEligible);
}

/// <summary>How far a narrowing is followed.</summary>
internal enum Firmness
{
    /// <summary>Whatever comes: an order of the configuration.</summary>
    Always,

    /// <summary>Unless none of its models can ever serve the job: a comparison must not cost a job its answer.</summary>
    WhileAble,

    /// <summary>As long as one of its models may be asked now: a guess, or a trial.</summary>
    WhileEligible,
}
