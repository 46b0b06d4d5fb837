using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Siding;

namespace BatchRouter.Auditing;

/// <summary>Compares the answers of shadows and audits with those that users were given.</summary>
public sealed class ComparisonRound(IComparisons comparisons, LiveRouter live, RoundOptions options, TimeProvider clock) : IRound
{
    /// <summary>The name of the task that questions to a judge are.</summary>
    public const string JudgeTask = "batchrouter.judge";

    private const int Round = 100;

    // Enough for a model that thinks before it says its word.
    private const int JudgeTokens = 1_024;

    private const string FinalNumber = "final-number";

    public TimeSpan Every => options.CompareEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop) => await comparisons.ConcludeAsync(Round, Conclude, stop) == Round;

    private ComparisonStep Conclude(ComparisonCase one)
    {
        if (one.Given is not { } given)
            return new ComparisonStep.Conclude(null, "no_answer_given");
        if (one.Other is not { } other)
            return new ComparisonStep.Conclude(null, one.OtherReason ?? "no_answer");
        return one.Draw.How switch
        {
            Comparison.Exact => new ComparisonStep.Conclude(Exact(one.Task, given.Content, other.Content), null),
            Comparison.Fields => FieldComparison.Of(given.Content, other.Content) is { } share
                ? new ComparisonStep.Conclude(share, null)
                : new ComparisonStep.Conclude(null, "no_json_object"),
            Comparison.Judge => Judge(one, given.Content, other.Content),
            _ => throw new InvalidOperationException("a comparison without a way"),
        };
    }

    private double Exact(string task, string given, string other) => live.Current.Policy.TaskFor(task).Scoring.Verifiers.Contains(FinalNumber)
        ? ExactComparison.ByFinalNumber(given, other)
        : ExactComparison.Of(given, other);

    // Answers that are the same need no judge: either both are right, or the stronger cannot tell.
    private ComparisonStep Judge(ComparisonCase one, string given, string other)
    {
        var parent = new JobKey(one.Side.Project, one.Job);
        if (one.Judged is { } judged)
        {
            var (agreement, reason) = judged.Said is { } said ? JudgeTalk.Read(parent, said) : (null, judged.Reason ?? "judge_silent");
            return new ComparisonStep.Conclude(agreement, reason);
        }

        if (Exact(one.Task, given, other) == 1)
            return new ComparisonStep.Conclude(1, null);
        if (one.Draw.JudgeModel is not { } model || live.Current.Catalog.Find(model) is null)
            return new ComparisonStep.Conclude(null, "judge_unknown");
        var asked = JudgeTalk.Ask(parent, one.Body, given, other, new BatchJob
        {
            Key = SideIds.Of(parent.Project, $"judge:{one.Side.JobId:n}"),
            Task = JudgeTask,
            Messages = [],
            MaxOutputTokens = JudgeTokens,
            Temperature = 0,
            Deadline = clock.GetUtcNow() + live.Current.Policy.SideTime,
            Pin = model,
            Side = Side.Judge,
            Body = ReadOnlyMemory<byte>.Empty,
        });
        return new ComparisonStep.Ask(asked with { Of = one.Job });
    }
}
