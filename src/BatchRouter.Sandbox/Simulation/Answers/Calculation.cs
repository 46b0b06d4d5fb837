using System.Globalization;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>One step: the operands are slots of the problem, or "#n" for the result of step n.</summary>
internal readonly record struct Step(string Left, char Operator, string Right)
{
    /// <summary>Reads plans like "a*b, #1-c".</summary>
    public static Step[] Plan(string plan) =>
        [.. plan.Split(", ").Select(step =>
        {
            var at = step.IndexOfAny(['+', '-', '*', '/']);
            return new Step(step[..at], step[at], step[(at + 1)..]);
        })];
}

/// <summary>A worked step as the answer shows it. <see cref="Result"/> is what is written, right or not.</summary>
internal readonly record struct WorkedStep(long Left, char Operator, long Right, long Result)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Left} {Operator} {Right} = {Result}");
}

internal static class Calculation
{
    /// <summary>
    /// Works a plan out. At step <paramref name="slipAt"/> (from 0; -1 for none) the written result is off by
    /// <paramref name="slip"/>, and the later steps go on from it. Null where a result is not a positive whole number.
    /// </summary>
    public static WorkedStep[]? Work(
        IReadOnlyList<Step> plan, IReadOnlyDictionary<string, long> numbers, int slipAt = -1, long slip = 0)
    {
        var worked = new WorkedStep[plan.Count];
        for (var index = 0; index < plan.Count; index++)
        {
            var left = Operand(plan[index].Left, numbers, worked);
            var right = Operand(plan[index].Right, numbers, worked);
            if (Apply(left, plan[index].Operator, right) is not { } result)
                return null;
            if (index == slipAt)
                result += slip;
            if (result <= 0)
                return null;
            worked[index] = new(left, plan[index].Operator, right, result);
        }

        return worked;
    }

    private static long Operand(string name, IReadOnlyDictionary<string, long> numbers, WorkedStep[] worked) =>
        name[0] == '#' ? worked[name[1] - '1'].Result : numbers[name];

    private static long? Apply(long left, char operation, long right) => operation switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => right > 0 && left % right == 0 ? left / right : null,
    };
}
