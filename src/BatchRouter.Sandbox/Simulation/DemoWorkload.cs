using System.Globalization;
using BatchRouter.Sandbox.Simulation.Answers;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>One job of the demo, as a user would write it.</summary>
public sealed record DemoTask(string Task, string Prompt, int MaxOutputTokens, string? JsonSchema)
{
    public SimulatedQuestion ToQuestion() => SimulatedQuestion.Of(Prompt, MaxOutputTokens, JsonSchema);
}

/// <summary>Seeded work for the demo: half word problems, three in ten invoices, two in ten summaries. The truth is not in it.</summary>
public static class DemoWorkload
{
    public const string Arithmetic = "arithmetic";
    public const string Extract = "extract";
    public const string Summarize = "summarize";

    private const int MaxOutputTokens = 256;

    public static IReadOnlyList<DemoTask> Generate(int count, int seed) =>
        [.. Enumerable.Range(0, count).Select(index => One(Chance.Of((ulong)seed, Draw.Workload, (ulong)index), index))];

    private static DemoTask One(Chance chance, int index) => chance.Between(1, 10) switch
    {
        <= 5 => new(Arithmetic, ArithmeticPrompt(ref chance), MaxOutputTokens, null),
        <= 8 => new(Extract, InvoicePrompt(ref chance, index), MaxOutputTokens, InvoiceQuestion.Schema.Trim()),
        _ => new(Summarize, SummaryPrompt(ref chance), MaxOutputTokens, null),
    };

    private static string ArithmeticPrompt(ref Chance chance)
    {
        var problem = chance.Pick(WordProblem.All);
        while (true)
        {
            var values = new Dictionary<string, string> { ["who"] = chance.Pick(WordProblem.Names) };
            var numbers = new Dictionary<string, long>();
            for (var slot = 0; slot < problem.Ranges.Count; slot++)
            {
                var name = ((char)('a' + slot)).ToString();
                numbers[name] = chance.Between(problem.Ranges[slot].From, problem.Ranges[slot].To);
                values[name] = Plain(numbers[name]);
            }

            if (Calculation.Work(problem.Plan, numbers) is not null)
                return "Solve this problem. Show every calculation on a line of its own, and end with a line that holds #### and the number.\n\n"
                    + problem.Text.Fill(values);
        }
    }

    private static string InvoicePrompt(ref Chance chance, int index)
    {
        var net = chance.Between(4_000, 900_000);
        var tax = net / 5;
        var month = chance.Between(1, 11);
        var vendor = chance.Between(0, InvoiceQuestion.Vendors.Count - 1);
        var customer = (vendor + chance.Between(1, InvoiceQuestion.Vendors.Count - 1)) % InvoiceQuestion.Vendors.Count;
        var values = new Dictionary<string, string>
        {
            ["number"] = string.Create(CultureInfo.InvariantCulture, $"R{chance.Between(10, 99)}-{index:D6}"),
            ["vendor"] = InvoiceQuestion.Vendors[vendor],
            ["customer"] = InvoiceQuestion.Vendors[customer],
            ["date"] = string.Create(CultureInfo.InvariantCulture, $"2026-{month:D2}-{chance.Between(1, 28):D2}"),
            ["due"] = string.Create(CultureInfo.InvariantCulture, $"2026-{month + 1:D2}-{chance.Between(1, 28):D2}"),
            ["currency"] = chance.Pick(InvoiceQuestion.Currencies),
            ["net"] = Cents(net),
            ["tax"] = Cents(tax),
            ["total"] = Cents(net + tax),
        };
        return "Read the invoice and give invoice_number, vendor, date (of the invoice), currency and total (tax included) as one JSON object.\n\n"
            + chance.Pick(InvoiceQuestion.Texts).Fill(values);
    }

    private static string SummaryPrompt(ref Chance chance)
    {
        var before = chance.Between(2_000, 90_000);
        var cause = chance.Between(0, SummaryQuestion.Causes.Count - 1);
        var other = (cause + chance.Between(1, SummaryQuestion.Causes.Count - 1)) % SummaryQuestion.Causes.Count;
        var values = new Dictionary<string, string>
        {
            ["place"] = chance.Pick(SummaryQuestion.Places),
            ["month"] = chance.Pick(SummaryQuestion.Months),
            ["before"] = Plain(before),
            ["now"] = Plain(before + chance.Between(50, 900)),
            ["cause"] = SummaryQuestion.Causes[cause],
            ["other"] = SummaryQuestion.Causes[other],
            ["remark"] = chance.Pick(SummaryQuestion.Remarks),
            ["more"] = chance.Pick(SummaryQuestion.Remarks),
        };
        return "Summarise this for the weekly overview in one line: place, month, volume, change and cause.\n\n"
            + chance.Pick(SummaryQuestion.Texts).Fill(values);
    }

    private static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Cents(long cents) => string.Create(CultureInfo.InvariantCulture, $"{cents / 100}.{cents % 100:D2}");
}
