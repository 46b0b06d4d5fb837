namespace BatchRouter.Jobs;

/// <summary>Every allowed move of a job. The same table stands in sql/ as a trigger; a test compares the two.</summary>
public static class JobMoves
{
    public static IReadOnlyDictionary<JobState, JobState[]> Allowed { get; } = new Dictionary<JobState, JobState[]>
    {
        [JobState.Received] = [JobState.Running, JobState.Parked, JobState.Held, JobState.Rejected],
        [JobState.Running] = [JobState.Settled, JobState.Parked, JobState.Held, JobState.Cancelled],
        [JobState.Parked] = [JobState.Shipped, JobState.Running, JobState.Held, JobState.Settled, JobState.Cancelled],
        [JobState.Shipped] = [JobState.Running, JobState.Parked, JobState.Held, JobState.Settled, JobState.Cancelled],
        [JobState.Held] = [JobState.Running, JobState.Parked, JobState.Settled, JobState.Rejected, JobState.Cancelled],
        [JobState.Settled] = [],
        [JobState.Rejected] = [],
        [JobState.Cancelled] = [],
    };

    public static bool IsFinal(JobState state) => Allowed[state].Length == 0;
}
