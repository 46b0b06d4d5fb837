using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Scoring;

namespace BatchRouter.Cli.Evaluating;

/// <summary>The signals of a row whose cheap answer was read, for beliefs about any model. What a sign means differs by the question's kind, so it is one signal per kind.</summary>
internal sealed class CheapReading
{
    private readonly ManyRow _row;
    private readonly QuestionKind _kind;
    private readonly IReadOnlyList<Signal> _signals;

    private CheapReading(ManyRow row, QuestionKind kind, IReadOnlyList<Signal> signals) => (_row, _kind, _signals) = (row, kind, signals);

    /// <param name="row">Only its prompt and its cheap answer are read.</param>
    public static CheapReading Of(ManyRow row)
    {
        var kind = QuestionKinds.Of(row.Prompt);
        return new CheapReading(row, kind,
            [ByKind(kind, "kind", 1), .. ReasoningSigns.Of(row.ByModel[ManyRegime.Cheap]).Select(sign => ByKind(kind, sign.Name, sign.Value))]);
    }

    /// <summary>Where the row lies, widest first.</summary>
    /// <param name="secondAgrees">Whether the second cheap model agrees with the cheap one; null before it was asked.</param>
    public IReadOnlyList<string> Cells(bool? secondAgrees)
    {
        var (kind, first, whole) = ($"{_kind} {secondAgrees}", ReasoningSigns.IsFirst(_row.ByModel[ManyRegime.Cheap]), ReasoningSigns.IsWhole(_row.ByModel[ManyRegime.Cheap].Answer));
        return [kind, $"{kind} first {first}", $"{kind} first {first} whole {whole}"];
    }

    /// <summary>For a strong model's answer once it is there.</summary>
    public IReadOnlyList<Signal> Having(string model)
    {
        var strong = _row.ByModel[model];
        var cheapAgrees = AnswersAgree.Agree(_row.ByModel[ManyRegime.Cheap].Answer, strong.Answer);
        return [ByKind(_kind, "kind", 1), ByKind(_kind, "cheap-agrees", cheapAgrees ? 1 : 0), ByKind(_kind, "length", Math.Log((1 + strong.Chars) / 1_000.0))];
    }

    private static Signal ByKind(QuestionKind kind, string name, double value) => new($"{kind} {name}", value, 0);
}
