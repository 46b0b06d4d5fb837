namespace BatchRouter.Routing.Narrowing;

/// <summary>The route whose example utterances are nearest to the prompt, where they are near enough.</summary>
internal sealed class NearestRoute : INarrowing
{
    private static readonly Narrowed None = Narrowed.Nothing(Strategies.Semantic, ReasonCodes.NoRouteNear);

    public Narrowed? Narrow(RoutingRequest request, TaskPolicy task, RoutingPolicy policy)
    {
        if (task.Routes.Count == 0)
            return null;
        if (request.Perception.Nearest is not { } nearest)
            return None;
        // A route that the policy dropped since the prompt was read is none.
        foreach (var route in task.Routes)
            if (route.Name == nearest.Route)
                return new Narrowed(
                    new StrategyNote(Strategies.Semantic, ReasonCodes.RouteNear, route.Name), route.Models, route.Quality, ReasonCodes.OffSemanticRoute, Firmness.WhileEligible);
        return None;
    }
}
