using System.Buffers;
using BatchRouter.Scoring.Arithmetic;

namespace BatchRouter.Scoring.Verifying;

/// <summary>For word problems: a final number is there, the shown arithmetic recomputes, and the question's numbers were used.</summary>
internal sealed class FinalNumberVerifier : IVerifier
{
    private const int MostChecked = 12;
    private const int MostSkipped = 3;
    private const int ShortTailChars = 15;
    private const double TypicalQuestionChars = 250;
    private const double MostLongQuestion = 1.5;

    private static readonly SearchValues<string> Doubts = SearchValues.Create(
        ["however,", "mistake", "not possible", "impossible", "cannot be", "contradict"], StringComparison.OrdinalIgnoreCase);

    public string Name => "final-number";

    public IReadOnlyList<Feature> Features => FinalNumberFeatures.All;

    public VerifierVerdict Verify(ScoringInput input)
    {
        var text = input.Answer.Text.AsSpan();
        var worked = WorkedTextReader.Read(text);
        var findings = new List<FeatureValue>(FinalNumberFeatures.All.Count);
        AddFinal(findings, FinalAnswer.Find(text), worked);
        AddArithmetic(findings, worked);
        AddQuestion(findings, input.Prompt, worked);
        AddFlag(findings, FinalNumberFeatures.Doubt, text.ContainsAny(Doubts));
        return new VerifierVerdict(findings);
    }

    private static void AddFinal(List<FeatureValue> findings, FinalAnswer? found, WorkedText worked)
    {
        AddFlag(findings, FinalNumberFeatures.NoFinal, found is null);
        if (found is not { } final)
            return;
        AddFlag(findings, FinalNumberFeatures.Unmarked, !final.IsMarked);
        AddFlag(findings, FinalNumberFeatures.TextAfter, final.CharsAfter > ShortTailChars);
        AddFlag(findings, FinalNumberFeatures.Fractional, final.Value != decimal.Truncate(final.Value));
        AddFlag(findings, FinalNumberFeatures.Backed, worked.Equations.Exists(e => e.IsRight && Math.Abs(e.Result - final.Value) < 0.01m));
    }

    private static void AddArithmetic(List<FeatureValue> findings, WorkedText worked)
    {
        var equations = worked.Equations;
        findings.Add(new FeatureValue(FinalNumberFeatures.Checked, Math.Min(equations.Count, MostChecked)));
        AddFlag(findings, FinalNumberFeatures.Wrong, equations.Exists(e => !e.IsRight));
        AddFlag(findings, FinalNumberFeatures.RoundedStep, equations.Exists(e => Math.Abs(e.Result - Math.Round(e.Result, 2)) > 0.000_001m));
        AddFlag(findings, FinalNumberFeatures.Cut, worked.IsCut);
    }

    private static void AddQuestion(List<FeatureValue> findings, string prompt, WorkedText worked)
    {
        if (prompt.Length == 0)
            return;
        var asked = new HashSet<decimal>(WorkedTextReader.Read(prompt).Numbers);
        if (asked.Count > 0)
        {
            var said = new HashSet<decimal>(worked.Numbers);
            // 20% is often worked with as 0.2.
            var unused = asked.Count(number => !said.Contains(number) && !said.Contains(number / 100));
            findings.Add(new FeatureValue(FinalNumberFeatures.Unused, (double)unused / asked.Count));
            var results = new HashSet<decimal>(worked.Equations.Select(e => Math.Round(e.Result, 2)));
            findings.Add(new FeatureValue(FinalNumberFeatures.Skipped, Math.Clamp(asked.Count - 1 - results.Count, 0, MostSkipped)));
        }

        var length = Math.Clamp(Math.Log(prompt.Length / TypicalQuestionChars), -MostLongQuestion, MostLongQuestion);
        findings.Add(new FeatureValue(FinalNumberFeatures.LongQuestion, length));
    }

    private static void AddFlag(List<FeatureValue> findings, Feature feature, bool isSet) =>
        findings.Add(new FeatureValue(feature, isSet ? 1 : 0));
}
