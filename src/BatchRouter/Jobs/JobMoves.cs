using static BatchRouter.Jobs.JobState;

namespace BatchRouter.Jobs;

/// <summary>Every allowed move of a job. The same table stands in sql/ as a trigger; a test compares the two.</summary>
public static class JobMoves
{
    public static IReadOnlyDictionary<JobState, JobState[]> Allowed { get; } = new Dictionary<JobState, JobState[]>
    {
        [Received] = [Running, Parked, Held, Rejected],
        [Running] = [Settled, Parked, Held, Cancelled],
        [Parked] = [Shipped, Running, Held, Cancelled],
        [Shipped] = [Running, Parked, Held, Settled, Cancelled],
        [Held] = [Running, Parked, Settled, Rejected, Cancelled],
        [Settled] = [],
        [Rejected] = [],
        [Cancelled] = [],
    };

    public static bool IsFinal(JobState state) => Allowed[state].Length == 0;
}
