using BatchRouter.Auditing;
using BatchRouter.Jobs;

namespace BatchRouter.Siding;

/// <summary>A side job that is to be opened: it stands as held, due at once, and whoever wakes it runs it as any other.</summary>
/// <param name="Job">With its own id and body, and with what it is for.</param>
/// <param name="Of">The job it was opened for; null, for none.</param>
public sealed record SideJob(BatchJob Job, Guid? Of)
{
    /// <summary>The arm of the experiment that wants it, as <c>experiment/arm</c>; null, none does.</summary>
    public string? Arm { get; init; }

    /// <summary>What its answer is compared with; null, with nothing.</summary>
    public Draw? Draw { get; init; }
}

/// <summary>A given answer that was drawn for comparison.</summary>
/// <param name="Given">The attempt whose answer the user was given; null, there was none.</param>
/// <param name="Model">Who gave it.</param>
/// <param name="Confidence">What was thought of it then, 0 to 1.</param>
/// <param name="How">How the two are compared.</param>
/// <param name="JudgeModel">With <see cref="Comparison.Judge"/>: who is asked.</param>
/// <param name="Share">With which chance it was drawn, above 0 to 1: its weight in a sum is one through it.</param>
public sealed record Draw(Guid? Given, string? Model, double? Confidence, Comparison How, string? JudgeModel, double Share);
