namespace BatchRouter.Running;

/// <summary>What a kind of failure says about asking the same offer again.</summary>
public static class Failures
{
    /// <summary>Whether the same offer can never serve this job: time cures nothing.</summary>
    public static bool IsForGood(FailureKind kind) => kind
        is FailureKind.Refused or FailureKind.TooLong or FailureKind.UnknownModel or FailureKind.InvalidRequest;
}
