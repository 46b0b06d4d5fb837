namespace BatchRouter.Routing.Narrowing;

/// <summary>The first rule that holds. Where rules are there and none holds, that is said: rules drift from reality, and their default is to be counted.</summary>
internal sealed class FirstRule : INarrowing
{
    private static readonly Narrowed None = Narrowed.Nothing(Strategies.Rules, ReasonCodes.NoRuleHeld);

    public Narrowed? Narrow(RoutingRequest request, TaskPolicy task, RoutingPolicy policy)
    {
        for (var i = 0; i < policy.Rules.Count; i++)
            if (policy.Rules[i] is var rule && rule.Holds(request.Job, request.Size.Tokens, request.Perception))
                return new Narrowed(new StrategyNote(Strategies.Rules, ReasonCodes.RuleHeld, rule.Name), rule.Models, rule.Quality, ReasonCodes.RuledOut, Firmness.Always);
        return policy.Rules.Count > 0 ? None : null;
    }
}
