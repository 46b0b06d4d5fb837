using System.Text.Json;

namespace BatchRouter.Contracts;

/// <summary>A job ended with what could be bought. May arrive twice: consumers must accept repeats.</summary>
public sealed record JobSettled
{
    /// <summary>The producer's UUID.</summary>
    public required Guid JobId { get; init; }

    /// <summary>The job's project.</summary>
    public required string Project { get; init; }

    /// <summary>The job's group, where it has one.</summary>
    public string? GroupId { get; init; }

    /// <summary><c>accepted</c>: the confidence reached the threshold. <c>exhausted</c>: nothing better could be bought; the best answer, or none.</summary>
    public required string Outcome { get; init; }

    /// <summary>Why an exhausted job ended, e.g. <c>plan_ended</c>, <c>attempts_cap</c>, <c>money_cap</c>, <c>time_cap</c>, <c>poison</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The answer's text, up to 64 KiB of UTF-8; longer, null, and <see cref="OutputReference"/> names it.</summary>
    public string? Output { get; init; }

    /// <summary>Where a longer answer stands: the attempt whose row in table <c>outputs</c> holds it.</summary>
    public Guid? OutputReference { get; init; }

    /// <summary>Tool calls of the answer, in OpenAI's shape.</summary>
    public JsonElement? ToolCalls { get; init; }

    /// <summary>The model whose answer it is, null where there is no answer.</summary>
    public string? Model { get; init; }

    /// <summary>The lane it was bought in: <c>sync</c>, <c>flex</c> or <c>batch</c>.</summary>
    public string? Lane { get; init; }

    /// <summary>Calibrated chance that the answer is right, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Purchases made for this job.</summary>
    public required int Attempts { get; init; }

    /// <summary>What the job has cost so far, in nano-USD; attempts still unknown are not in it.</summary>
    public required long CostNanoUsd { get; init; }

    /// <summary>Whether it was settled after its deadline.</summary>
    public required bool Late { get; init; }

    /// <summary>When it was settled.</summary>
    public required DateTimeOffset SettledAt { get; init; }
}
