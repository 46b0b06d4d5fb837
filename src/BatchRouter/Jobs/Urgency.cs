namespace BatchRouter.Jobs;

/// <summary>Which queue a job came by, and whether it may use the capacity reserved for urgent work.</summary>
public enum Urgency
{
    Bulk,
    Urgent,
}
