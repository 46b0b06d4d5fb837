namespace BatchRouter.Running;

/// <summary>What a kind of failure says about asking the same offer again.</summary>
public static class Failures
{
    /// <summary>Whether the same offer can never serve this job: time cures nothing.</summary>
    public static bool IsForGood(FailureKind kind) => kind
        is FailureKind.Refused or FailureKind.TooLong or FailureKind.UnknownModel or FailureKind.InvalidRequest;

    /// <summary>Whether only time ran out: it says nothing against the offer, which the lane's forecast weighs anew.</summary>
    public static bool IsOfTime(FailureKind kind) => kind is FailureKind.Unsent or FailureKind.Cancelled or FailureKind.Expired or FailureKind.Overdue;
}
