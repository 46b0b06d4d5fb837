namespace BatchRouter.Sandbox.Simulation;

/// <summary>Rules in order; the first that hits decides. At most one fault per call.</summary>
public sealed class FaultScript(params IReadOnlyList<FaultRule> rules)
{
    public static FaultScript None { get; } = new();

    /// <summary>What a good provider does on an ordinary day: about 2.6% of calls go wrong.</summary>
    public static FaultScript Demo { get; } = new(
        new FaultRule(FaultKind.RateLimited) { Probability = 0.01 },
        new FaultRule(FaultKind.ServerError) { Probability = 0.005 },
        new FaultRule(FaultKind.CutBeforeBody) { Probability = 0.0015 },
        new FaultRule(FaultKind.CutInBody) { Probability = 0.0015 },
        new FaultRule(FaultKind.MalformedJson) { Probability = 0.003 },
        new FaultRule(FaultKind.Refusal) { Probability = 0.003 },
        new FaultRule(FaultKind.CollidingIds) { Probability = 0.002 });

    public IReadOnlyList<FaultRule> Rules { get; } = rules;

    /// <summary>Every call from <paramref name="fromCall"/> to <paramref name="toCall"/> answers 500, at one model or at all.</summary>
    public static FaultRule Outage(long fromCall, long toCall, string? model = null) =>
        new(FaultKind.ServerError) { FromCall = fromCall, ToCall = toCall, Model = model };

    internal FaultRule? Decide(ulong seed, in FaultMoment moment)
    {
        for (var index = 0; index < Rules.Count; index++)
        {
            var rule = Rules[index];
            if (!rule.Covers(moment))
                continue;
            var chance = Chance.Of(seed, Draw.Fault, moment.ContentKey, (ulong)moment.Try, (ulong)index);
            if (chance.Unit() < rule.Probability)
                return rule;
        }

        return null;
    }
}
