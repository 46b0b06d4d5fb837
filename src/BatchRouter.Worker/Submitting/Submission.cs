using BatchRouter.Jobs;

namespace BatchRouter.Worker.Submitting;

/// <summary>What a message turned out to be.</summary>
public abstract record Submission
{
    private Submission() { }

    /// <summary>A valid job.</summary>
    public sealed record Accepted(BatchJob Job) : Submission;

    /// <summary>A JobId could be read; something else is wrong.</summary>
    public sealed record Refused(Rejection Rejection) : Submission;

    /// <summary>No JobId can be read: for the error queue.</summary>
    public sealed record Unreadable(string Reason) : Submission;
}
