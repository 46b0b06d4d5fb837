using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Siding;

namespace BatchRouter.Auditing;

/// <summary>Port: given answers that were drawn for comparison, and what came of it.</summary>
[Port]
public interface IComparisons
{
    /// <summary>
    /// Takes comparisons whose side job, or judge, has ended, and writes what is concluded of each, all in one transaction that holds
    /// them against others.
    /// </summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="conclude">Pure: it may be asked more than once.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>How many were taken.</returns>
    Task<int> ConcludeAsync(int limit, Func<ComparisonCase, ComparisonStep> conclude, CancellationToken stop);
}

/// <summary>One comparison with what is known of both answers.</summary>
/// <param name="Side">The side job.</param>
/// <param name="Job">The job whose answer was drawn.</param>
/// <param name="Task">Its task.</param>
/// <param name="Body">Its message.</param>
/// <param name="Draw">How and from what it was drawn.</param>
/// <param name="Given">The answer that the user was given; null, there was none.</param>
/// <param name="Other">The side job's answer; null, it has none.</param>
/// <param name="OtherReason">Why it has none.</param>
/// <param name="Judged">What became of the judge; null, none was asked yet.</param>
public sealed record ComparisonCase(
    JobKey Side, Guid Job, string Task, ReadOnlyMemory<byte> Body, Draw Draw, ComparedAnswer? Given, ComparedAnswer? Other, string? OtherReason, JudgeEnd? Judged);

/// <summary>A judge's end.</summary>
/// <param name="Said">Null, nothing.</param>
/// <param name="Reason">Why nothing was said.</param>
public sealed record JudgeEnd(string? Said, string? Reason);

/// <summary>What follows for a comparison.</summary>
public abstract record ComparisonStep
{
    private ComparisonStep() { }

    /// <summary>It is over.</summary>
    /// <param name="Agreement">How far the given answer is borne out, 0 to 1; null, nothing can be said.</param>
    /// <param name="Reason">Why nothing can be said, or what a judge said.</param>
    public sealed record Conclude(double? Agreement, string? Reason) : ComparisonStep;

    /// <summary>A judge is asked.</summary>
    public sealed record Ask(SideJob Judge) : ComparisonStep;
}
