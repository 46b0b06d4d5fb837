namespace BatchRouter.Routing.Narrowing;

/// <summary>One model per task, unless a job pins one.</summary>
internal sealed class StaticAssignment : INarrowing
{
    public Narrowed? Narrow(RoutingRequest request, TaskPolicy task, RoutingPolicy policy) => task.StaticModel is { } model
        ? new Narrowed(new StrategyNote(Strategies.Static, ReasonCodes.StaticModel, model), [model], null, ReasonCodes.NotStaticModel, Firmness.Always)
        : null;
}
