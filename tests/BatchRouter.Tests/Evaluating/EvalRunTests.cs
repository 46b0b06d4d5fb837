using System.Globalization;
using System.Text.Json;
using BatchRouter.Cli.Evaluating;
using BatchRouter.Cli.Evaluating.Reading;
using BatchRouter.Tests.Learning;
using Xunit;

namespace BatchRouter.Tests.Evaluating;

public sealed class EvalRunTests : IDisposable
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("eval");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Run_OnlyOneSet_LeavesTheOthersOutAndSaysSo()
    {
        Write("deep/down/mmlu.some.jsonl", Planted.Examples(200, 1).Select(example => JsonSerializer.Serialize(new
        {
            id = example.Id,
            prompt = example.Prompt,
            weak_correct = (int)example.Quality["weak"],
            strong_correct = (int)example.Quality["strong"],
        })));
        var result = new EvalRun(TextWriter.Null, TimeProvider.System).Run(new EvalSettings(_folder, null, 0), TestContext.Current.CancellationToken);
        Assert.Equal((2, 2), (result.Rows.Count, result.LeftOut.Count));
        Assert.True(result.MmluAllApgr > 0.6);
        Assert.Null(result.Gsm8kCascadeApgr);
        Assert.Contains(result.LeftOut, line => line.StartsWith("gsm8k: no rows", StringComparison.Ordinal));
        Assert.Contains(result.LeftOut, line => line.StartsWith("zeroeval: no rows", StringComparison.Ordinal));
    }

    // A defect once: the naming rule wrote mmlu1500_apgr.
    [Fact]
    public void Result_AsJson_HasTheNamedKeysAtTheTop()
    {
        var result = new EvalResult { Seed = 0, Splitting = "", Rows = [], LeftOut = [], Seconds = 0 };
        var json = JsonSerializer.SerializeToElement(result, Snake);
        Assert.All(
            (string[])["mmlu_1500_apgr", "mmlu_all_apgr", "gsm8k_cascade_apgr", "gsm8k_cascade_cost_share", "zeroeval_cost_share_at_gpt4o", "rows"],
            key => Assert.True(json.TryGetProperty(key, out _), key));
    }

    [Theory]
    [InlineData("""{"id":"a","prompt":"p","weak_correct":2,"strong_correct":1}""", "weak_correct is 2")]
    [InlineData("""{"id":"a","prompt":"p","strong_correct":1}""", "weak_correct is missing")]
    [InlineData("""{"id":"a","prompt":7,"weak_correct":1,"strong_correct":1}""", "prompt is Number")]
    [InlineData("""{"id":"a",""", "no JSON")]
    [InlineData("[]", "a JSON object is wanted")]
    public void ReadAll_MalformedLine_NamesFileLineAndField(string line, string message)
    {
        Write("mmlu.bad.jsonl", ["""{"id":"z","prompt":"p","weak_correct":1,"strong_correct":1}""", line]);
        var fault = Assert.Throws<InvalidDataException>(() => PairRow.ReadAll(_folder, "mmlu", withTexts: false));
        Assert.Contains("mmlu.bad.jsonl:2: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadAll_OutcomesWithoutAModel_NameTheColumn()
    {
        Write("queries.x.jsonl", ["""{"id":"a","prompt":"p"}"""]);
        Write("outcomes.x.csv", ["id,correct:m", "a,1"]);
        var fault = Assert.Throws<InvalidDataException>(() => ManyRow.ReadAll(_folder, ["m"]));
        Assert.Contains("outcomes.x.csv:1: column chars:m is missing", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,000", "1000.0", true)]
    [InlineData("\\dfrac{1}{2}", "\\frac{1}{2}", true)]
    [InlineData("[(1, 'a')]", "[(1,\"a\")]", true)]
    [InlineData("7", "8", false)]
    [InlineData(null, null, false)]
    public void Agree_ExtractedAnswers_CompareByWhatTheySay(string? one, string? other, bool agree) => Assert.Equal(agree, AnswersAgree.Agree(one, other));

    [Fact]
    public void Price_OfAMillionTokensEachWay_IsTheTables() =>
        Assert.Equal("12.5", EvalPrices.Gpt4o.Of(4_000_000, 4_000_000).ToString("0.###", CultureInfo.InvariantCulture));

    private void Write(string name, IEnumerable<string> lines)
    {
        var file = new FileInfo(Path.Combine(_folder.FullName, name));
        file.Directory!.Create();
        File.WriteAllLines(file.FullName, lines);
    }
}
