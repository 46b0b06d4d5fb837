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
}
