using System.Text.Json;

namespace BatchRouter.Cli.Explaining;

/// <summary>A decision as <see cref="Routing.DecisionJson"/> wrote it, as far as people are shown it.</summary>
internal sealed record StoredDecision
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public int Step { get; init; }

    public string Reason { get; init; } = "";

    public string Choice { get; init; } = "";

    public IReadOnlyList<string> Plan { get; init; } = [];

    public double PlanQuality { get; init; }

    public long PlanCostNanoUsd { get; init; }

    public double Quality { get; init; }

    public string? Rule { get; init; }

    public string Catalog { get; init; } = "";

    public string Policy { get; init; } = "";

    public IReadOnlyDictionary<string, JsonElement> Inputs { get; init; } = new Dictionary<string, JsonElement>();

    public IReadOnlyList<StoredCandidate> Candidates { get; init; } = [];

    public static StoredDecision Read(string json) => JsonSerializer.Deserialize<StoredDecision>(json, Json)!;
}

/// <summary>One offer of a decision.</summary>
internal sealed record StoredCandidate
{
    public string Offer { get; init; } = "";

    public string Reason { get; init; } = "";

    public double Quality { get; init; }

    public long CostNanoUsd { get; init; }

    public long HoldNanoUsd { get; init; }

    public long P99Ms { get; init; }

    public StoredLanes? Lanes { get; init; }
}

/// <summary>The choice of a lane, as far as people are shown it.</summary>
internal sealed record StoredLanes
{
    public string Reason { get; init; } = "";

    public string? FlexRefusal { get; init; }

    public string? BatchRefusal { get; init; }

    /// <summary>When batch must be left; null, it did not come to a choice by money. So for the others.</summary>
    public DateTimeOffset? LatestSafeStart { get; init; }

    /// <summary>That batch is done before the latest safe start.</summary>
    public double? BatchChance { get; init; }

    /// <summary>That flex takes the call before its own.</summary>
    public double? FlexChance { get; init; }

    /// <summary>Expected cost, the way back included.</summary>
    public long? SyncNanoUsd { get; init; }

    public long? FlexNanoUsd { get; init; }

    public long? BatchNanoUsd { get; init; }
}
