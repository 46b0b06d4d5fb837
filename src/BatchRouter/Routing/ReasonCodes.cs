namespace BatchRouter.Routing;

/// <summary>Why a candidate was refused, or a plan chosen. Stored with the decision; one word, one meaning.</summary>
public static class ReasonCodes
{
    // Candidates: why not.
    public const string NotPinned = "not_pinned";
    public const string NotAllowedForTask = "not_allowed_for_task";
    public const string RuledOut = "ruled_out";
    public const string NotStaticModel = "not_static_model";
    public const string ContextTooSmall = "context_too_small";
    public const string NoVision = "no_vision";
    public const string NoTools = "no_tools";
    public const string NoJsonSchema = "no_json_schema";
    public const string DataClassNotCleared = "data_class_not_cleared";
    public const string OutsideRegion = "outside_region";
    public const string BreakerOpen = "breaker_open";
    public const string OverMaxCost = "over_max_cost";
    public const string OverBudget = "over_budget";
    public const string FailedBefore = "failed_before";
    public const string FailedForGood = "failed_for_good";
    public const string NotStronger = "not_stronger";
    public const string NoPrice = "no_price";

    // Candidates: eligible, chosen or not.
    public const string Chosen = "chosen";
    public const string InPlan = "in_plan";
    public const string NotInPlan = "not_in_plan";

    // Plans: why this one.
    public const string CheapestReachingQuality = "cheapest_reaching_quality";
    public const string QualityUnreachableBest = "quality_unreachable_best";
    public const string LittleSlackFastest = "little_slack_fastest";
    public const string LateFastest = "late_fastest";
    public const string OnlyCandidate = "only_candidate";
    public const string PlanFollowed = "plan_followed";
    public const string AnswerCached = "answer_cached";
    public const string NobodyEligible = "nobody_eligible";
}
