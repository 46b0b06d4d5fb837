using System.Text.Json;
using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Observing;

namespace BatchRouter.Routing;

/// <summary>Gives back the request behind a stored decision: decided again under the same catalogue and policy, it gives the same.</summary>
public static class DecisionInputs
{
    // What an older program wrote, or a newer one, may hold what is not known here: then nothing is promised.
    private static readonly HashSet<string> Known =
    [
        "now", "deadline", "slackSeconds", "promptTokens", "promptTokensAtMost", "images", "language", "complexity", "personalData", "nearest", "forecast",
        "verdict", "verdictFailed", "leftNanoUsd", "strongerThan", "again", "wasCut", "waits", "failed", "failedForGood", "remaining", "answerOf",
        "answerModel", "openBreakers", "observed", "budgetUsed", "drifting", "overBudget", "onlySync",
    ];

    /// <param name="json">As <see cref="DecisionJson"/> wrote it.</param>
    /// <param name="job">Whose decision it is, from its message.</param>
    public static StoredInputs Read(string json, BatchJob job)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement, job);
    }

    /// <summary>The same of JSON that is parsed already.</summary>
    public static StoredInputs Read(JsonElement decided, BatchJob job)
    {
        var inputs = decided.GetProperty("inputs");
        foreach (var input in inputs.EnumerateObject())
            if (!Known.Contains(input.Name))
                return new StoredInputs.Incomplete($"unknown input {input.Name}");
        var refusals = Values(inputs, "overBudget").Select(RefusalJson.Read).ToList();
        if (refusals.Contains(null))
            return new StoredInputs.Incomplete("budget refusals stored as text or of an unknown time zone");
        if (inputs.TryGetProperty("answerOf", out _) && AnswerModel(decided, inputs) is null)
            return new StoredInputs.Incomplete("model of the cached answer not stored");
        return new StoredInputs.Complete(Request(decided, inputs, job, refusals.OfType<BudgetRefusal>().ToList()));
    }

    private static RoutingRequest Request(JsonElement decided, JsonElement inputs, BatchJob job, IReadOnlyList<BudgetRefusal> refusals) => new()
    {
        Job = job,
        Now = inputs.GetProperty("now").GetDateTimeOffset(),
        Step = decided.GetProperty("step").GetInt32(),
        Size = new PromptSize(
            inputs.GetProperty("promptTokens").GetInt32(), inputs.GetProperty("promptTokensAtMost").GetInt32(), Number(inputs, "images") ?? 0),
        Perception = PerceptionJson.Read(inputs),
        Verdict = PerceptionJson.ReadVerdict(inputs),
        VerdictFailed = inputs.TryGetProperty("verdictFailed", out _),
        LeftNanoUsd = inputs.TryGetProperty("leftNanoUsd", out var left) ? left.GetInt64() : null,
        StrongerThan = Share(inputs, "strongerThan"),
        Again = inputs.TryGetProperty("again", out var again) ? again.GetString() : null,
        WasCut = inputs.TryGetProperty("wasCut", out _),
        Waits = Number(inputs, "waits") ?? 0,
        Failed = Names(inputs, "failed").ToHashSet(),
        FailedForGood = Names(inputs, "failedForGood").ToHashSet(),
        Remaining = Names(inputs, "remaining").ToList(),
        OpenBreakers = inputs.TryGetProperty("openBreakers", out var open)
            ? open.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDateTimeOffset())
            : [],
        Observed = inputs.TryGetProperty("observed", out var observed) ? ObservedJson.Read(observed) : new Dictionary<string, ObservedModel>(),
        BudgetUsed = Share(inputs, "budgetUsed"),
        IsDrifting = inputs.TryGetProperty("drifting", out _),
        OverBudget = refusals,
        UsualCosts = UsualCosts(decided),
        Lanes = Lanes(decided),
        OnlySync = inputs.TryGetProperty("onlySync", out _),
        // What it says is nothing that a decision looks at.
        Cached = AnswerModel(decided, inputs) is { } model ? new CachedAnswer(inputs.GetProperty("answerOf").GetGuid(), model, 1, "", null) : null,
    };

    // A soft hold is what attempts usually cost where that is less than the whole hold, and else the whole hold.
    private static Dictionary<string, long> UsualCosts(JsonElement decided)
    {
        var costs = new Dictionary<string, long>();
        foreach (var candidate in decided.GetProperty("candidates").EnumerateArray())
        {
            if (candidate.TryGetProperty("softHoldNanoUsd", out var cost))
                costs[candidate.GetProperty("offer").GetString()!] = cost.GetInt64();
            // One in another lane was eligible first by what it costs at once.
            if (candidate.TryGetProperty("lanes", out var lanes) && lanes.TryGetProperty("syncSoftHoldNanoUsd", out var atOnce))
                costs[$"{Model(candidate)}:sync"] = atOnce.GetInt64();
        }

        return costs;
    }

    private static Dictionary<string, LaneOutlook> Lanes(JsonElement decided)
    {
        var outlooks = new Dictionary<string, LaneOutlook>();
        foreach (var candidate in decided.GetProperty("candidates").EnumerateArray())
            if (candidate.TryGetProperty("lanes", out var lanes) && LaneJson.Read(lanes) is { } outlook)
                outlooks[Model(candidate)] = outlook;
        return outlooks;
    }

    private static string Model(JsonElement candidate) => ModelOf(candidate.GetProperty("offer").GetString()!);

    private static string ModelOf(string offer) => offer[..offer.LastIndexOf(':')];

    // Decisions of before its name was stored: where the answer was served, its model is the plan.
    private static string? AnswerModel(JsonElement decided, JsonElement inputs)
    {
        if (!inputs.TryGetProperty("answerOf", out _))
            return null;
        if (inputs.TryGetProperty("answerModel", out var model))
            return model.GetString();
        if (decided.GetProperty("reason").GetString() != ReasonCodes.AnswerCached)
            return null;
        return ModelOf(decided.GetProperty("plan")[0].GetString()!);
    }

    private static double? Share(JsonElement inputs, string name) => inputs.TryGetProperty(name, out var value) ? value.GetDouble() : null;

    private static int? Number(JsonElement inputs, string name) => inputs.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    private static IEnumerable<string> Names(JsonElement inputs, string name) => Values(inputs, name).Select(value => value.GetString()!);

    private static List<JsonElement> Values(JsonElement inputs, string name) =>
        inputs.TryGetProperty(name, out var values) ? [.. values.EnumerateArray()] : [];
}

/// <summary>What a stored decision still tells of its inputs.</summary>
public abstract record StoredInputs
{
    private StoredInputs() { }

    /// <summary>Everything that it depended on.</summary>
    public sealed record Complete(RoutingRequest Request) : StoredInputs;

    /// <summary>Something is missing: it cannot be made again.</summary>
    public sealed record Incomplete(string Reason) : StoredInputs;
}
