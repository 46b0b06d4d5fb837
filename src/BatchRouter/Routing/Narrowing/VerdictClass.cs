namespace BatchRouter.Routing.Narrowing;

/// <summary>The class that a small model named. Whether it is asked at all is decided by <see cref="ClassifyFirst"/>.</summary>
internal sealed class VerdictClass : INarrowing
{
    public Narrowed? Narrow(RoutingRequest request, TaskPolicy task, RoutingPolicy policy)
    {
        if (task.Classify is not { } settings || request.Verdict is not { } verdict)
            return null;
        foreach (var kind in settings.Classes)
            if (kind.Name == verdict.Class)
                return new Narrowed(
                    new StrategyNote(Strategies.Llm, ReasonCodes.ClassGiven, kind.Name), kind.Models, kind.Quality, ReasonCodes.OffClass, Firmness.WhileEligible);
        return Narrowed.Nothing(Strategies.Llm, ReasonCodes.NoVerdict, verdict.Class);
    }
}
