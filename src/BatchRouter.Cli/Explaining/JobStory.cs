using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Explaining;

/// <summary>All that is stored about one JobId.</summary>
/// <param name="Job">Null where no message under that id became a job.</param>
/// <param name="Decisions">By step.</param>
/// <param name="Attempts">By number.</param>
/// <param name="Refusals">Messages under that id that were refused.</param>
internal sealed record JobStory(
    StoryJob? Job, IReadOnlyList<StoryDecision> Decisions, IReadOnlyList<StoryAttempt> Attempts, IReadOnlyList<StoryRefusal> Refusals)
{
    /// <exception cref="UsageException">Several projects use the id.</exception>
    public static async Task<JobStory> ReadAsync(StoryReader reader, Guid jobId, string? project, CancellationToken stop)
    {
        var jobs = await reader.JobsAsync(jobId, project, stop);
        var refusals = await reader.RefusalsAsync(jobId, project, stop);
        if (jobs.Count == 0)
            return new JobStory(null, [], [], refusals);
        if (jobs.Count > 1)
            throw new UsageException($"several projects use this id: say --project {string.Join(" or ", jobs.Select(job => job.Project))}");
        return new JobStory(
            jobs[0],
            await reader.DecisionsAsync(jobs[0].Project, jobId, stop),
            await reader.AttemptsAsync(jobs[0].Project, jobId, stop),
            refusals);
    }
}
