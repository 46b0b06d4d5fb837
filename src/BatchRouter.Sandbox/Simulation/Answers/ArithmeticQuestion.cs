using System.Globalization;
using System.Text;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// A word problem of the demo. Wrong answers either slip in a calculation, which anyone who recomputes sees,
/// or calculate faultlessly along a wrong path.
/// </summary>
internal sealed class ArithmeticQuestion : Question
{
    private static readonly string[] Leads = ["First, ", "Step by step: ", "We start with ", "Work it out: ", ""];
    private static readonly string[] Links = ["Then ", "Next, ", "So ", "After that, ", "Now "];
    private readonly WordProblem _problem;
    private readonly Dictionary<string, long> _numbers;
    private readonly WorkedStep[] _solution;

    private ArithmeticQuestion(WordProblem problem, Dictionary<string, long> numbers, WorkedStep[] solution)
    {
        _problem = problem;
        _numbers = numbers;
        _solution = solution;
    }

    public override double VisibleShare => 0.35;

    private long Truth => _solution[^1].Result;

    public static ArithmeticQuestion? Read(string prompt)
    {
        foreach (var problem in WordProblem.All)
        {
            if (problem.Text.Read(prompt) is not { } values)
                continue;
            var numbers = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var (slot, value) in values)
            {
                if (slot.Length == 1 && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                    numbers[slot] = Math.Min(number, 1_000_000);
            }

            if (numbers.Count == problem.Ranges.Count && Calculation.Work(problem.Plan, numbers) is { } solution)
                return new(problem, numbers, solution);
        }

        return null;
    }

    public override string Answer(Flaw flaw, Chance wording, Chance error) => Write(
        flaw switch
        {
            Flaw.None => _solution,
            Flaw.Visible => Slipped(error),
            _ => Misled(error),
        },
        wording);

    public override bool Grade(string answer)
    {
        var mark = answer.LastIndexOf("####", StringComparison.Ordinal);
        if (mark < 0)
            return false;
        var number = answer.AsSpan(mark + 4).TrimStart();
        var digits = number.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(digits < 0 ? number : number[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value == Truth;
    }

    private WorkedStep[] Slipped(Chance error)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var slip = error.Between(1, 9) * (error.Between(0, 3) == 0 ? 10 : 1) * (error.Between(0, 1) == 0 ? -1 : 1);
            var slipAt = error.Between(0, _solution.Length - 1);
            if (Calculation.Work(_problem.Plan, _numbers, slipAt, slip) is { } worked && worked[^1].Result != Truth)
                return worked;
        }

        return Calculation.Work(_problem.Plan, _numbers, _solution.Length - 1, slip: 1)!;
    }

    private WorkedStep[] Misled(Chance error)
    {
        var names = _numbers.Keys.Order(StringComparer.Ordinal).ToList();
        for (var tries = 0; tries < 40; tries++)
        {
            var plan = _problem.Plan.ToArray();
            var numbers = new Dictionary<string, long>(_numbers, StringComparer.Ordinal);
            var at = error.Between(0, plan.Length - 1);
            if (error.Between(0, 1) == 0)
                plan[at] = plan[at] with { Operator = Mistaken(plan[at].Operator) };
            else
                numbers[error.Pick(names)] = numbers[error.Pick(names)];
            if (Calculation.Work(plan, numbers) is { } worked && worked[^1].Result != Truth)
                return worked;
        }

        // Rare, and only with numbers that no workload of ours draws: no wrong path comes out whole.
        return Slipped(error);
    }

    private static char Mistaken(char operation) => operation switch
    {
        '+' => '-',
        '-' => '+',
        '*' => '+',
        _ => '-',
    };

    private static string Write(WorkedStep[] steps, Chance wording)
    {
        var text = new StringBuilder();
        var (lead, link) = (wording.Pick(Leads), wording.Pick(Links));
        for (var index = 0; index < steps.Length; index++)
            text.Append(index == 0 ? lead : link).Append(steps[index].ToString()).Append(".\n");
        return text.Append("#### ").Append(steps[^1].Result.ToString(CultureInfo.InvariantCulture)).ToString();
    }
}
