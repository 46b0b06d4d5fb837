namespace BatchRouter.Contracts;

/// <summary>Every code that <see cref="JobRejected.Code"/> may hold, and those with which feedback is refused.</summary>
public static class RejectionCodes
{
    /// <summary>A field that the contract does not have.</summary>
    public const string UnknownField = "unknown_field";

    /// <summary>A required field is absent or null.</summary>
    public const string Missing = "missing";

    /// <summary>A field stands twice.</summary>
    public const string DuplicateField = "duplicate_field";

    /// <summary>A field has another JSON type than the contract's.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>A number, time or word outside its range.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>A text longer than its limit.</summary>
    public const string TooLong = "too_long";

    /// <summary>A list longer than its limit.</summary>
    public const string TooMany = "too_many";

    /// <summary>U+0000, another control character or a lone surrogate in an id, a name or a label.</summary>
    public const string InvalidText = "invalid_text";

    /// <summary>The whole message is over the limit.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The project is not declared.</summary>
    public const string UnknownProject = "unknown_project";

    /// <summary>The pinned model is not in the catalogue, or not allowed for the task.</summary>
    public const string UnknownModel = "unknown_model";

    /// <summary>The JSON schema cannot be used.</summary>
    public const string InvalidSchema = "invalid_schema";

    /// <summary>The deadline lies before the message's own sent time.</summary>
    public const string DeadlineBeforeSent = "deadline_before_sent";

    /// <summary>The JobId was used before with another body; the first one stands.</summary>
    public const string IdConflict = "id_conflict";

    /// <summary>The prompt is longer than the context window of every model.</summary>
    public const string PromptTooLong = "prompt_too_long";

    /// <summary>No model may or can take the job; the stored decision names each one's reason.</summary>
    public const string NoEligibleModel = "no_eligible_model";

    /// <summary>The cheapest way would pass the job's own <c>maxCostUsd</c>.</summary>
    public const string MaxCostTooLow = "max_cost_too_low";

    /// <summary>A budget has no room for it in this window; the reason gives the arithmetic.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>Until its latest safe start only the holds of others stood in its way; the reason gives the arithmetic.</summary>
    public const string BudgetContended = "budget_contended";

    /// <summary>The broker gave the message up after too many deliveries.</summary>
    public const string DeliveryLimit = "delivery_limit";

    /// <summary>Its group was cancelled before the message arrived: nothing was bought.</summary>
    public const string GroupCancelled = "group_cancelled";

    /// <summary>Its group was cancelled; nothing that was bought until then answered.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Feedback on a job that is not known.</summary>
    public const string UnknownJob = "unknown_job";

    /// <summary>Feedback that is no JSON object.</summary>
    public const string NotJson = "not_json";
}
