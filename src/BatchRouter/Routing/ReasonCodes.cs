namespace BatchRouter.Routing;

/// <summary>Why a candidate was refused, a plan chosen, or what a strategy said. Stored with the decision; one word, one meaning.</summary>
public static class ReasonCodes
{
    // Candidates: why not.
    public const string NotPinned = "not_pinned";
    public const string NotAllowedForTask = "not_allowed_for_task";
    public const string Replaced = "replaced";
    public const string RuledOut = "ruled_out";
    public const string NotStaticModel = "not_static_model";
    public const string OffArm = "off_arm";
    public const string OffSemanticRoute = "off_semantic_route";
    public const string OffClass = "off_class";
    public const string ContextTooSmall = "context_too_small";
    public const string NoVision = "no_vision";
    public const string NoTools = "no_tools";
    public const string NoJsonSchema = "no_json_schema";
    public const string DataClassNotCleared = "data_class_not_cleared";
    public const string PersonalDataNotCleared = "personal_data_not_cleared";
    public const string OutsideRegion = "outside_region";
    public const string BreakerOpen = "breaker_open";
    public const string Unhealthy = "unhealthy";
    public const string Recovering = "recovering";
    public const string NoHeadroom = "no_headroom";
    public const string OtherDeployment = "other_deployment";
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

    // Lanes: why this one, and why not another.
    public const string BatchPays = "batch_pays";
    public const string FlexPays = "flex_pays";
    public const string BatchDoesNotPay = "batch_does_not_pay";
    public const string FlexDoesNotPay = "flex_does_not_pay";
    public const string PastLatestSafeStart = "past_latest_safe_start";
    public const string OnlySync = "only_sync";
    public const string SideJob = "side_job";
    public const string UrgentJob = "urgent_job";
    public const string LittleSlack = "little_slack";
    public const string LatencyStrategy = "latency_strategy";
    public const string WayBackOverBudget = "way_back_over_budget";
    public const string LaneNotAllowed = "lane_not_allowed";
    public const string RepeatedInItsLane = "repeated_in_its_lane";
    public const string LaneFailedBefore = "lane_failed_before";
    public const string OverQuota = "over_quota";
    public const string NoOutlook = "no_outlook";

    // Plans: why this one.
    public const string CheapestReachingQuality = "cheapest_reaching_quality";
    public const string CheapestSingle = "cheapest_single";
    public const string FastestReachingQuality = "fastest_reaching_quality";
    public const string FirstOfOrder = "first_of_order";
    public const string NextOfOrder = "next_of_order";
    public const string GainReachesThreshold = "gain_reaches_threshold";
    public const string GainBelowThreshold = "gain_below_threshold";
    public const string NoForecastStronger = "no_forecast_stronger";
    public const string NoThresholdStronger = "no_threshold_stronger";
    public const string OtherOfPair = "other_of_pair";
    public const string DriftingStronger = "drifting_stronger";
    public const string QualityUnreachableBest = "quality_unreachable_best";
    public const string LittleSlackFastest = "little_slack_fastest";
    public const string LateFastest = "late_fastest";
    public const string OnlyCandidate = "only_candidate";
    public const string PlanFollowed = "plan_followed";
    public const string AnswerCached = "answer_cached";
    public const string ClassifyFirst = "classify_first";
    public const string NobodyEligible = "nobody_eligible";

    // Strategies: what they said.
    public const string StaticModel = "static_model";
    public const string RuleHeld = "rule_held";
    public const string NoRuleHeld = "no_rule_held";
    public const string RouteNear = "route_near";
    public const string NoRouteNear = "no_route_near";
    public const string ClassGiven = "class_given";
    public const string NoVerdict = "no_verdict";
    public const string NoTimeToClassify = "no_time_to_classify";
    public const string ClassifyTooDear = "classify_too_dear";
    public const string ClassifierUnavailable = "classifier_unavailable";
    public const string InArm = "in_arm";
    public const string NotFollowed = "not_followed";
    public const string QualityLearned = "quality_learned";
    public const string NothingLearned = "nothing_learned";
    public const string UnsureStronger = "unsure_stronger";
    public const string NearBudgetCheaper = "near_budget_cheaper";
}
