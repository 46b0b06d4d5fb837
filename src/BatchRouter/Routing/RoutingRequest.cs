using BatchRouter.Budgeting;
using BatchRouter.Caching;
using BatchRouter.Jobs;
using BatchRouter.Lanes;
using BatchRouter.Observing;
using BatchRouter.Perceiving;

namespace BatchRouter.Routing;

/// <summary>Everything a decision depends on. The same request gives the same decision.</summary>
public sealed record RoutingRequest
{
    public required BatchJob Job { get; init; }

    public required DateTimeOffset Now { get; init; }

    public required PromptSize Size { get; init; }

    /// <summary>Which decision of the job this is, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>What was read out of the prompt.</summary>
    public Perception Perception { get; init; } = Perception.None;

    /// <summary>What a small model said of the prompt; null, it was not asked or said nothing usable.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>A small model was asked in vain: it is not asked again.</summary>
    public bool VerdictFailed { get; init; }

    /// <summary>What this worker sees of the models now, by name; nothing for those it knows too little of.</summary>
    public IReadOnlyDictionary<string, ObservedModel> Observed { get; init; } = NothingObserved;

    /// <summary>How full the fullest budget is that the job falls under, 0 to 1 and beyond; null, it falls under none.</summary>
    public double? BudgetUsed { get; init; }

    /// <summary>What was learned of the task no longer holds: the stronger default is taken.</summary>
    public bool IsDrifting { get; init; }

    /// <summary>Models not to be asked now, and until when.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers { get; init; } = NoBreakers;

    /// <summary>Offers that failed for this job, and may do better after a wait.</summary>
    public IReadOnlySet<string> Failed { get; init; } = NoNames;

    /// <summary>Offers that can never serve this job.</summary>
    public IReadOnlySet<string> FailedForGood { get; init; } = NoNames;

    /// <summary>How often the job was held.</summary>
    public int Waits { get; init; }

    /// <summary>The rest of an earlier plan, to be followed where it still can be.</summary>
    public IReadOnlyList<string> Remaining { get; init; } = [];

    /// <summary>An answer was cut for want of output tokens: the job's own limit is asked for from then on, or it would be cut there again.</summary>
    public bool WasCut { get; init; }

    /// <summary>Only models of a higher predicted quality than this: one of it has answered, and not well enough.</summary>
    public double? StrongerThan { get; init; }

    /// <summary>The same offer again, with something changed.</summary>
    public string? Again { get; init; }

    /// <summary>What the job may still cost; null, no limit.</summary>
    public long? LeftNanoUsd { get; init; }

    /// <summary>What budgets said when this decision was made before: it must fit into what they leave.</summary>
    public IReadOnlyList<BudgetRefusal> OverBudget { get; init; } = [];

    /// <summary>What nine in ten attempts of the task cost, by offer: soft budgets hold so much.</summary>
    public IReadOnlyDictionary<string, long> UsualCosts { get; init; } = NoCosts;

    /// <summary>What is known of buying in other lanes than sync, by model; nothing for models that are not sold in any.</summary>
    public IReadOnlyDictionary<string, LaneOutlook> Lanes { get; init; } = NoLanes;

    /// <summary>A budget has no room for the way back of another lane, though it may have for buying at once.</summary>
    public bool OnlySync { get; init; }

    /// <summary>A stored answer that may be served.</summary>
    public CachedAnswer? Cached { get; init; }

    public TimeSpan Slack => Job.Deadline - Now;

    private static readonly Dictionary<string, ObservedModel> NothingObserved = [];
    private static readonly Dictionary<string, DateTimeOffset> NoBreakers = [];
    private static readonly HashSet<string> NoNames = [];
    private static readonly Dictionary<string, long> NoCosts = [];
    private static readonly Dictionary<string, LaneOutlook> NoLanes = [];
}

/// <summary>How large a prompt is.</summary>
/// <param name="Tokens">As our token counter counts, per-message overhead included.</param>
/// <param name="TokensAtMost">No tokenizer makes more of it: the UTF-8 bytes of the request and its overhead.</param>
/// <param name="Images">Images in it.</param>
public readonly record struct PromptSize(int Tokens, int TokensAtMost, int Images);
