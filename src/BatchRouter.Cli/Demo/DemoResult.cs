using System.Text.Json.Serialization;

namespace BatchRouter.Cli.Demo;

/// <summary>What a demo came to. Money in USD, shares and accuracies from 0 to 1.</summary>
internal sealed record DemoResult
{
    public required int Jobs { get; init; }

    public required long Settled { get; init; }

    public required long Rejected { get; init; }

    /// <summary>Confirmed by the broker, and without a final state at the end.</summary>
    public required long Lost { get; init; }

    public required long Escalated { get; init; }

    public required long Exhausted { get; init; }

    public required long Late { get; init; }

    /// <summary>The whole ledger, side jobs included: it equals the bill.</summary>
    public required decimal SpendUsd { get; init; }

    public required decimal BillUsd { get; init; }

    public required decimal UnknownUsd { get; init; }

    public required bool LedgerMatchesBill { get; init; }

    /// <summary>The hard limit on all spending; null, none was set.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? BudgetUsd { get; init; }

    /// <summary>The most that posted and held together ever were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? PeakUsd { get; init; }

    /// <summary>By how much the bill, or the peak, passed the limit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? OverspentUsd { get; init; }

    /// <summary>What <c>batchrouter audit</c> finds in the demo's database.</summary>
    public required long AuditDifferences { get; init; }

    /// <summary>For the settled jobs, had the strongest model answered them all; so are the accuracies.</summary>
    public required decimal AlwaysStrongUsd { get; init; }

    /// <summary>Of the users' own jobs: what side jobs cost is not in it.</summary>
    public required double SavedPercent { get; init; }

    public required double JobsPerSecond { get; init; }

    public required double Accuracy { get; init; }

    public required double AlwaysStrongAccuracy { get; init; }

    public required double AlwaysWeakAccuracy { get; init; }

    /// <summary>Share of jobs for which the strongest model was asked.</summary>
    public required double StrongShare { get; init; }

    /// <summary>Accuracy of sending the longest prompts to the strongest model, as many as were sent to it.</summary>
    public required double LengthOnlyAccuracy { get; init; }

    /// <summary>Share of jobs by the model whose answer was taken.</summary>
    public required IReadOnlyDictionary<string, long> AnsweredBy { get; init; }

    /// <summary>The decisions made again; null, it was not asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DemoReplayResult? Replay { get; init; }

    /// <summary>With <c>--experiment</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DemoExperimentResult? Experiment { get; init; }

    /// <summary>With <c>--deadline-mix</c>: the share of jobs by the lane whose answer was taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Lanes { get; init; }

    /// <summary>With <c>--deadline-mix</c>: what the same answers had cost, had all been bought synchronously.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? AllSyncUsd { get; init; }

    /// <summary>With <c>--deadline-mix</c>: the spend as a share of that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ShareOfAllSync { get; init; }

    /// <summary>With <c>--deadline-mix</c>: shipments sent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Shipments { get; init; }

    /// <summary>With <c>--deadline-mix</c>: late jobs by the lane whose answer was taken.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? LateByLane { get; init; }

    /// <summary>With <c>--deadline-mix</c>: exhausted jobs by their reason.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? ExhaustedBy { get; init; }

    /// <summary>Workers killed on purpose.</summary>
    public required int Kills { get; init; }

    public required string Servers { get; init; }

    public required string Provider { get; init; }

    public required double Seconds { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Differences { get; init; }
}
