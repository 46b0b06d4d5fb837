using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BatchRouter.Scoring;
using Xunit;

namespace BatchRouter.Tests.Scoring;

/// <summary>The cascade that reads the weak model's recorded answer, against sending the longest questions to the strong one.</summary>
public sealed class RecordedAnswersTests(ITestOutputHelper output)
{
    private const double Prior = 0.65;

    [Fact]
    public void Cascade_OnRecordedAnswers_IsClearlyAboveLengthOnly()
    {
        var rows = Read();
        Report("all", rows);
        var (strongShare, cascade, byLength) = AtThreshold(rows);
        Assert.InRange(strongShare, 0.3, 0.55);
        Assert.True(cascade > byLength + 0.04, $"cascade {cascade:F3}, length only {byLength:F3}");
        Assert.True(Apgr(rows, ByDoubt) > Apgr(rows, ByLength) + 0.1, "APGR is not clearly above length only");
    }

    [Fact]
    public void Cascade_OnEachHalf_HoldsToo()
    {
        foreach (var half in Read().GroupBy(row => SHA256.HashData(Encoding.UTF8.GetBytes(row.Id))[0] % 2))
        {
            var rows = half.ToList();
            Report($"half {half.Key}", rows);
            var (strongShare, cascade, byLength) = AtThreshold(rows);
            Assert.InRange(strongShare, 0.25, 0.6);
            Assert.True(cascade > byLength + 0.02, $"cascade {cascade:F3}, length only {byLength:F3}");
        }
    }

    private void Report(string name, List<Row> rows)
    {
        var (share, cascade, byLength) = AtThreshold(rows);
        output.WriteLine($"{name}: n {rows.Count} weak {rows.Average(r => r.Weak):F3} strong {rows.Average(r => r.Strong):F3} AUC {Auc(rows):F3}"
            + $" APGR {Apgr(rows, ByDoubt):F3} length {Apgr(rows, ByLength):F3} Brier {rows.Average(r => Math.Pow(r.Confidence - r.Weak, 2)):F3}");
        output.WriteLine($"  threshold {TaskScoring.WordProblems.Threshold}: strong share {share:F3} accuracy {cascade:F3} length only {byLength:F3}");
        foreach (var strong in new[] { 0.2, 0.3, 0.4, 0.5, 0.6, 0.8 })
            output.WriteLine($"  strong share {strong:F1}: accuracy {Accuracy(rows, ByDoubt, strong):F3} length only {Accuracy(rows, ByLength, strong):F3}");
    }

    private static double ByDoubt(Row row) => 1 - row.Confidence;

    private static double ByLength(Row row) => row.PromptChars;

    private static (double StrongShare, double Cascade, double ByLength) AtThreshold(List<Row> rows)
    {
        var share = (double)rows.Count(row => row.Confidence < TaskScoring.WordProblems.Threshold) / rows.Count;
        var cascade = rows.Average(row => row.Confidence < TaskScoring.WordProblems.Threshold ? row.Strong : row.Weak);
        return (share, cascade, Accuracy(rows, ByLength, share));
    }

    private static double Accuracy(List<Row> rows, Func<Row, double> order, double strongShare)
    {
        var strong = (int)Math.Round(strongShare * rows.Count);
        return rows.OrderByDescending(order).Select((row, i) => i < strong ? row.Strong : row.Weak).Average();
    }

    private static double Auc(List<Row> rows)
    {
        var wrong = rows.Where(row => row.Weak == 0).ToList();
        return rows.Where(row => row.Weak == 1)
            .Average(right => wrong.Average(other => right.Confidence > other.Confidence ? 1 : right.Confidence < other.Confidence ? 0 : 0.5));
    }

    // Area under the recovered share of the quality gap, over every strong share: trapezoids on the exact curve.
    private static double Apgr(List<Row> rows, Func<Row, double> order)
    {
        var (weak, strong) = (rows.Average(row => row.Weak), rows.Average(row => row.Strong));
        var (quality, area) = (weak, 0.0);
        foreach (var row in rows.OrderByDescending(order))
        {
            var next = quality + ((double)(row.Strong - row.Weak) / rows.Count);
            area += (quality + next) / 2 / rows.Count;
            quality = next;
        }

        return (area - weak) / (strong - weak);
    }

    private static List<Row> Read()
    {
        var file = Folder() is { } folder ? Path.Combine(folder, "routellm", "gsm8k.dev.jsonl") : null;
        if (!File.Exists(file))
            Assert.Skip("no recorded answers: set BATCHROUTER_DATA to the folder that holds routellm/gsm8k.dev.jsonl");
        var scorer = new AnswerScorer(null!);
        return [.. File.ReadLines(file).Select(line => ToRow(scorer, JsonElement.Parse(line)))];
    }

    private static Row ToRow(AnswerScorer scorer, JsonElement json)
    {
        var prompt = json.GetProperty("prompt").GetString()!;
        var input = Scores.Input(json.GetProperty("weak_response").GetString()!, prompt, prior: Prior);
        return new Row(json.GetProperty("id").GetString()!, prompt.Length, json.GetProperty("weak_correct").GetInt32(),
            json.GetProperty("strong_correct").GetInt32(), scorer.Score(input, TaskScoring.WordProblems).Confidence);
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("BATCHROUTER_DATA") is { Length: > 0 } named)
            return named;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Path.Combine(at.FullName, "..", "shared", "data") is var beside && Directory.Exists(beside))
                return beside;
        return null;
    }

    private sealed record Row(string Id, int PromptChars, int Weak, int Strong, double Confidence);
}
