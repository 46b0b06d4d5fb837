namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>A kind of word problem: its text, where numbers have one-letter slots with a range, and the steps that solve it.</summary>
internal sealed class WordProblem(string text, string plan, params IReadOnlyList<(int From, int To)> ranges)
{
    public SlotTemplate Text { get; } = new(text);

    public IReadOnlyList<Step> Plan { get; } = Step.Plan(plan);

    /// <summary>Ranges of the slots a, b, c … in this order.</summary>
    public IReadOnlyList<(int From, int To)> Ranges { get; } = ranges;

    public static IReadOnlyList<string> Names { get; } =
        ["Ada", "Bruno", "Carmen", "Dmitri", "Esra", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Kavya", "Leila", "Mateo", "Noor", "Olga", "Pavel"];

    public static IReadOnlyList<WordProblem> All { get; } =
    [
        new("At the orchard {who} fills {a} crates with {b} apples each and then gives {c} apples to the neighbours. How many apples are left?",
            "a*b, #1-c", (6, 24), (8, 30), (5, 40)),
        new("On Monday {who} walks {a} km, on Tuesday {b} km more than on Monday, and on Wednesday {c} km. How many km is that in the three days?",
            "a+b, a+#1, #2+c", (3, 18), (2, 9), (4, 21)),
        new("In a print shop {who} packs {a} boxes an hour for {b} hours. {c} boxes are damaged, and the rest is loaded onto {d} vans in equal parts. How many boxes does each van carry?",
            "a*b, #1-c, #2/d", (12, 48), (3, 9), (4, 30), (2, 8)),
        new("A school trip led by {who} has {a} pupils and {b} teachers. Each ticket costs {c} dollars, and the bus costs {d} dollars in all. How many dollars does the trip cost?",
            "a+b, #1*c, #2+d", (18, 64), (2, 7), (6, 19), (90, 420)),
        new("For a party {who} buys {a} packs of {b} cups and {c} packs of {d} plates. How many more cups than plates are there?",
            "a*b, c*d, #1-#2", (8, 15), (20, 40), (3, 7), (10, 24)),
        new("A farm run by {who} has {a} hens. Each hen lays {b} eggs a week, {c} eggs are kept for the kitchen, and the others are sold for {d} cents each. How many cents does a week bring?",
            "a*b, #1-c, #2*d", (9, 40), (4, 7), (6, 30), (15, 45)),
        new("The savings of {who} are {a} dollars. Every month {b} dollars are added for {c} months, then {d} dollars are spent on a bicycle and the rest is shared by {e} sisters in equal parts. How many dollars does each sister get?",
            "b*c, a+#1, #2-d, #3/e", (120, 480), (25, 90), (4, 12), (150, 390), (2, 5)),
        new("A depot under {who} receives {a} pallets with {b} boxes each. In every box are {c} lamps. {d} lamps are broken, and {e} lamps go to a second depot. How many lamps stay?",
            "a*b, #1*c, #2-d, #3-e", (4, 14), (6, 20), (4, 12), (5, 40), (20, 160)),
        new("In a reading week {who} reads {a} pages on each of {b} days and {c} pages on each of {d} other days. The book has {e} pages. How many pages does the reader still have to go?",
            "a*b, c*d, #1+#2, e-#3", (14, 38), (2, 4), (22, 55), (2, 3), (340, 720)),
        new("For a concert {who} sells {a} seats at {b} dollars and {c} seats at {d} dollars. The hall costs {e} dollars, and what remains goes to {f} musicians in equal parts. How many dollars does each musician get?",
            "a*b, c*d, #1+#2, #3-e, #4/f", (30, 90), (18, 45), (40, 120), (8, 17), (300, 900), (2, 6)),
    ];
}
