using System.Security.Cryptography;
using BatchRouter.Contracts;
using BatchRouter.Jobs;
using BatchRouter.Scoring;
using BatchRouter.Worker.Submitting;

namespace BatchRouter.Cli.Submitting;

/// <summary>Asks of each entry what a worker would ask, as far as that goes without its configuration. One per reading of a source.</summary>
internal sealed class EntryChecker(DateTimeOffset now, ISchemaValidator schemas)
{
    private readonly SubmissionReader _reader = SubmissionReader.WithoutConfiguration(schemas);
    private readonly Dictionary<JobKey, (string Where, ulong Hash)> _seen = [];

    /// <summary>A valid job, or what is wrong.</summary>
    public (BatchJob? Job, BadField? Fault) Check(Entry entry)
    {
        if (entry.Problem is { } problem)
            return (null, problem);
        return _reader.Read(entry.Body, now, now) switch
        {
            Submission.Accepted accepted => Twice(entry, accepted.Job.Key) is { } twice ? (null, twice) : (accepted.Job, null),
            Submission.Refused refused => (null, new BadField(refused.Rejection.Field, refused.Rejection.Code, refused.Rejection.Reason)),
            Submission.Unreadable unreadable => (null, new BadField("$", RejectionCodes.WrongType, unreadable.Reason)),
            _ => throw new InvalidOperationException("a submission without a verdict"),
        };
    }

    // The same message twice does no harm; two messages under one JobId are a mistake, and the worker would refuse the second.
    private BadField? Twice(Entry entry, JobKey key)
    {
        var hash = BitConverter.ToUInt64(SHA256.HashData(entry.Body.Span));
        return _seen.TryAdd(key, (entry.Where, hash)) || _seen[key].Hash == hash
            ? null
            : new BadField("jobId", RejectionCodes.IdConflict, $"stands with another body at {_seen[key].Where}");
    }
}
