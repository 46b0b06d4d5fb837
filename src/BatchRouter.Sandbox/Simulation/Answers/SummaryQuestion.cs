namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>A short report of the demo, to be put into one line. A bad summary reads as well as a good one; it is just not true.</summary>
internal sealed class SummaryQuestion : Question
{
    private readonly Dictionary<string, string> _values;

    private SummaryQuestion(Dictionary<string, string> values) => _values = values;

    public static IReadOnlyList<string> Places { get; } =
        ["Aarhus", "Bergen", "Cadiz", "Delft", "Essen", "Faro", "Ghent", "Haifa", "Izmir", "Jaipur", "Kyoto", "Lagos"];

    public static IReadOnlyList<string> Months { get; } =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static IReadOnlyList<string> Causes { get; } =
        ["a new sorting line", "the strike at the port", "the early harvest", "two large customers", "the closed mountain road", "the longer opening hours", "a failed scanner", "the school holidays"];

    public static IReadOnlyList<string> Remarks { get; } =
        [
            "The canteen was renovated and opens at seven again.",
            "Three new colleagues joined the night shift and were trained on site.",
            "The fire drill took eleven minutes, which is within the rules.",
            "Complaints stayed at the level of the spring.",
            "The yearly inspection of the lifts found no defects.",
            "Parking remains scarce on weekdays, and a car pool is being discussed.",
        ];

    public static IReadOnlyList<SlotTemplate> Texts { get; } =
    [
        new("Report of the {place} depot.\nIn {month} the depot handled {now} parcels, against {before} parcels in the month before. {remark} According to the manager the main reason was {cause}, not {other}. {more} The next report is due in four weeks."),
        new("Note from our site in {place}: {remark} Volume for {month} came to {now} parcels (previous month: {before} parcels). {more} We first suspected {other}, but the figures show that it was {cause}. Regards, site office"),
    ];

    public override double VisibleShare => 0;

    public static SummaryQuestion? Read(string prompt)
    {
        foreach (var text in Texts)
        {
            if (text.Read(prompt) is { } values)
                return new(values);
        }

        return null;
    }

    public override string Answer(Flaw flaw, Chance wording, Chance error)
    {
        var values = flaw == Flaw.None ? _values : Confused(error);
        var (place, month, now, before, cause) = (values["place"], values["month"], values["now"], values["before"], values["cause"]);
        return wording.Between(0, 2) switch
        {
            0 => $"{place}: {now} parcels in {month} after {before} the month before, mainly because of {cause}.",
            1 => $"The {place} depot handled {now} parcels in {month} (before: {before}), which is put down to {cause}.",
            _ => $"In {month} {place} went from {before} to {now} parcels; the main reason was {cause}.",
        };
    }

    public override bool Grade(string answer) =>
        Enumerable.Range(0, 64).Select(variant => Answer(Flaw.None, Chance.Of(0, Draw.Wording, (ulong)variant), default))
            .Contains(answer.Trim(), StringComparer.Ordinal);

    private Dictionary<string, string> Confused(Chance error)
    {
        var values = new Dictionary<string, string>(_values, StringComparer.Ordinal);
        if (error.Between(0, 1) == 0)
            values["cause"] = _values["other"];
        else
            (values["now"], values["before"]) = (_values["before"], _values["now"]);
        return values;
    }
}
