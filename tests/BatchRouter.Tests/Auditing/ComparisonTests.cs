using BatchRouter.Auditing;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Scoring;
using BatchRouter.Siding;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Auditing;

public sealed class ComparisonTests
{
    private static readonly JobKey Parent = new("demo", Guid.Parse("7f3c1d9e-0f6e-4f0a-9a53-1d1f0a2b3c4d"));

    [Theory]
    [InlineData("Paris", " paris.\n", 1)]
    [InlineData("It is 1,250.50 in all", "it is  1250.5 in all.", 1)]
    [InlineData("Paris", "Lyon", 0)]
    [InlineData("5", "-5", 0)]
    [InlineData("1234567890123456", "1234567890123457", 0)]
    public void Exact_MakesWhiteSpaceCaseAndNumbersAlike(string given, string other, double agreement) => Assert.Equal(agreement, ExactComparison.Of(given, other));

    [Theory]
    [InlineData("Six times seven is 42.\n#### 42", "7 * 6 = 42, so the answer is 42.", 1)]
    [InlineData("#### 42", "#### 43", 0)]
    [InlineData("no number", "No number", 1)]
    public void Exact_OfWordProblems_ComparesTheFinalNumbers(string given, string other, double agreement) =>
        Assert.Equal(agreement, ExactComparison.ByFinalNumber(given, other));

    [Theory]
    [InlineData("""{"a":1,"b":{"c":"X","d":[1,2]}}""", """{"b":{"d":[1,2.0],"c":"x"},"a":1}""", 1.0)]
    [InlineData("""{"a":1,"b":2}""", """{"a":1,"b":3}""", 0.5)]
    [InlineData("""{"a":1}""", """{"a":1,"b":3,"c":4,"d":5}""", 0.25)]
    [InlineData("{}", "{}", 1.0)]
    [InlineData("[1]", "[1]", null)]
    [InlineData("no JSON", """{"a":1}""", null)]
    public void Fields_GivesTheShareOfEqualFieldsAtAnyDepth(string given, string other, double? agreement) => Assert.Equal(agreement, FieldComparison.Of(given, other));

    [Theory]
    [InlineData("BOTH", 1.0, "judge_both")]
    [InlineData(" **Neither**.", 0.0, "judge_neither")]
    [InlineData("I think A", null, "judge_unreadable")]
    [InlineData("", null, "judge_unreadable")]
    public void Judge_SaysOneWord(string said, double? agreement, string reason) => Assert.Equal((agreement, reason), JudgeTalk.Read(Parent, said));

    [Fact]
    public void Judge_IsUnderstoodByThePlaceAtWhichTheGivenAnswerStood()
    {
        var keys = Enumerable.Range(1, 64).Select(i => new JobKey("demo", new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))).ToList();
        foreach (var key in keys)
        {
            var judge = JudgeTalk.Ask(key, "{}"u8.ToArray(), "GIVEN", "OTHER", Some.Job() with { Side = Side.Judge, Pin = "weak" });
            var isFirst = judge.Job.Prompt.IndexOf("GIVEN", StringComparison.Ordinal) < judge.Job.Prompt.IndexOf("OTHER", StringComparison.Ordinal);
            Assert.Equal((1.0, "judge_given"), JudgeTalk.Read(key, isFirst ? "A" : "B"));
            Assert.Equal((0.0, "judge_other"), JudgeTalk.Read(key, isFirst ? "B" : "A"));
        }

        // Either place is taken by about half: no judge's liking for one of them can be mistaken for a model's quality.
        Assert.InRange(keys.Count(JudgeTalk.IsGivenFirst), 16, 48);
    }

    [Fact]
    public async Task Judge_IsClearedForTheSameDataAsTheQuestion_AndItsLabelsPay()
    {
        var body = """{"messages":[{"role":"user","content":[{"type":"text","text":"what is it? \ud800"},{"type":"image_url","image_url":{"url":"http://x"}}]}],"dataClass":"secret","region":"eu","labels":{"k":"v"}}"""u8.ToArray();

        var judge = Assert.IsType<ComparisonStep.Ask>(await StepAsync(Case(Comparison.Judge, "one", "two", body))).Judge;

        Assert.Equal(("secret", "eu", "strong", Side.Judge), (judge.Job.DataClass, judge.Job.Region, judge.Job.Pin, judge.Job.Side));
        Assert.Equal(new Dictionary<string, string> { ["k"] = "v", ["batchrouter.side"] = "judge" }, judge.Job.Labels);
        Assert.Contains("user: what is it? \ud800[image]", judge.Job.Prompt, StringComparison.Ordinal);
        Assert.Contains("\"dataClass\":\"secret\"", System.Text.Encoding.UTF8.GetString(judge.Job.Body.Span), StringComparison.Ordinal);
        Assert.Equal(Parent.JobId, judge.Of);
    }

    [Fact]
    public async Task Round_ConcludesEachInItsWay()
    {
        Assert.Equal(new ComparisonStep.Conclude(1, null), await StepAsync(Case(Comparison.Exact, "so: 42", "hence #### 42"), "final-number"));
        Assert.Equal(new ComparisonStep.Conclude(0, null), await StepAsync(Case(Comparison.Exact, "so: 42", "hence #### 42")));
        Assert.Equal(new ComparisonStep.Conclude(1, null), await StepAsync(Case(Comparison.Judge, "same", "Same.")));
        Assert.Equal(new ComparisonStep.Conclude(null, "no_json_object"), await StepAsync(Case(Comparison.Fields, "a", "a")));
        Assert.Equal(new ComparisonStep.Conclude(null, "no_answer_given"), await StepAsync(Case(Comparison.Exact, null, "a")));
        Assert.Equal(new ComparisonStep.Conclude(null, "budget_exceeded"), await StepAsync(Case(Comparison.Exact, "a", null) with { OtherReason = "budget_exceeded" }));
        Assert.Equal(new ComparisonStep.Conclude(1, "judge_both"), await StepAsync(Case(Comparison.Judge, "a", "b") with { Judged = new JudgeEnd("Both", null) }));
        Assert.Equal(new ComparisonStep.Conclude(null, "budget_exceeded"), await StepAsync(Case(Comparison.Judge, "a", "b") with { Judged = new JudgeEnd(null, "budget_exceeded") }));
        Assert.Equal(
            new ComparisonStep.Conclude(null, "judge_unknown"),
            await StepAsync(Case(Comparison.Judge, "a", "b") with { Draw = new Draw(Guid.NewGuid(), "weak", 0.5, Comparison.Judge, "gone", 0.1) }));
    }

    private static ComparisonCase Case(Comparison how, string? given, string? other, byte[]? body = null) => new(
        new JobKey("demo", Guid.NewGuid()), Parent.JobId, "answer", body ?? "{}"u8.ToArray(), new Draw(Guid.NewGuid(), "weak", 0.8, how, "strong", 0.1),
        given is null ? null : new ComparedAnswer(given, null), other is null ? null : new ComparedAnswer(other, null), null, null);

    private static async Task<ComparisonStep> StepAsync(ComparisonCase one, params string[] verifiers)
    {
        var task = new TaskPolicy { Name = "default", Scoring = new TaskScoring { Verifiers = verifiers } };
        var desk = new Desk(one);
        await new ComparisonRound(desk, new LiveRouter(new Router(Some.Catalog(), Some.Policy(task))), new RoundOptions(), new FakeTimeProvider(Some.Noon))
            .RunOnceAsync(TestContext.Current.CancellationToken);
        return desk.Step!;
    }

    private sealed class Desk(ComparisonCase one) : IComparisons
    {
        public ComparisonStep? Step { get; private set; }

        public Task<int> ConcludeAsync(int limit, Func<ComparisonCase, ComparisonStep> conclude, CancellationToken stop)
        {
            Step = conclude(one);
            return Task.FromResult(1);
        }
    }
}
