namespace BatchRouter.Routing.Planning;

/// <summary>
/// Models in the order given. After a failure the next takes over; those that failed are refused by then, so the cycle does not begin anew.
/// Who does not stand in the order is asked when nobody of it may be.
/// </summary>
internal sealed class FallbackPlanner : IPlanner
{
    public (Plan Plan, string Reason) Choose(in PlanningInput input)
    {
        List<Candidate>? steps = null;
        foreach (var name in input.Task.FallbackOrder)
            if (input.Find(name) is { } candidate && steps?.Contains(candidate) != true)
                (steps ??= []).Add(candidate);
        if (steps is null)
            return SingleOffers.Otherwise(input);
        var isFirst = input.Names.Of(input.Task.FallbackOrder[0]).Contains(steps[0].Place);
        // What is expected is what the first gives: the others are only asked where it fails.
        return (SingleOffers.Of(steps[0]) with { Steps = steps }, isFirst ? ReasonCodes.FirstOfOrder : ReasonCodes.NextOfOrder);
    }
}
