using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Learning;

namespace BatchRouter.Cli.Evaluating;

/// <summary>
/// What a cascade over four models learns from training rows: qualities by the prompt, the confidence in the cheap answer once read, what
/// the strong models would make of the row given that, and the same once the second cheap model's answer was compared.
/// </summary>
internal sealed class ManyCascade
{
    private static readonly string[] Text = ["text"];
    private readonly Func<ManyRow, double[]> _says;
    private readonly CascadeSignals _signals;

    private ManyCascade(Func<ManyRow, double[]> says, CascadeSignals signals, IReadOnlyList<CascadeState> outOfFold) =>
        (_says, _signals, OutOfFold) = (says, signals, outOfFold);

    /// <summary>By training row.</summary>
    public IReadOnlyList<CascadeState> OutOfFold { get; }

    public static ManyCascade Learn(IReadOnlyList<ManyRow> rows, ulong seed, CancellationToken stop)
    {
        var before = RowLearning.OutOfFold(rows, inside => Prompts(inside, seed, stop));
        var signals = CascadeSignals.Learn(rows, before, seed);
        return new ManyCascade(Prompts(rows, seed, stop), signals, [.. rows.Select((row, i) => signals.Of(row, before[i]))]);
    }

    public CascadeState Of(ManyRow row) => _signals.Of(row, _says(row));

    // Qualities in the order of the models, then the cheap answer's by its own words.
    private static Func<ManyRow, double[]> Prompts(IReadOnlyList<ManyRow> rows, ulong seed, CancellationToken stop)
    {
        var byPrompt = RowLearning.Qualities("prompts", ManyRegime.Models,
            rows.Select(row => new TrainingExample(row.Id, row.Prompt, ManyRegime.Models.ToDictionary(model => model, model => row.ByModel[model].Correct))), seed, stop);
        var byText = RowLearning.Qualities("answers", Text, rows.Where(row => row.ByModel[ManyRegime.Cheap].Response is { Length: > 0 })
            .Select(row => new TrainingExample(row.Id, row.ByModel[ManyRegime.Cheap].Response!, new Dictionary<string, double> { ["text"] = row.ByModel[ManyRegime.Cheap].Correct })), seed, stop);
        return row => [.. byPrompt.Predict(row.Prompt).Quality, byText.Predict(row.ByModel[ManyRegime.Cheap].Response ?? "").Quality[0]];
    }
}
