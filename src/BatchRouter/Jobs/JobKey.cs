namespace BatchRouter.Jobs;

/// <summary>What names a job: its project, and the producer's UUID, unique in it.</summary>
public readonly record struct JobKey(string Project, Guid JobId)
{
    public override string ToString() => $"{Project}/{JobId}";
}
