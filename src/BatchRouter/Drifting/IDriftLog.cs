using BatchRouter.Running;

namespace BatchRouter.Drifting;

/// <summary>Port: audits by task, and what was measured of them.</summary>
[Port]
public interface IDriftLog
{
    /// <summary>Tasks with new audits, or with a drift that a switch made void. Null: it is another worker's turn.</summary>
    /// <param name="every">Between two turns, whoever takes them.</param>
    /// <param name="window">The newest audits of a task, at most so many.</param>
    /// <param name="stop">Cancels.</param>
    Task<IReadOnlyList<TaskWindow>?> TakeTurnAsync(TimeSpan every, int window, CancellationToken stop);

    /// <summary>Adds a measurement, unless another one came in between.</summary>
    /// <param name="drift">What was measured.</param>
    /// <param name="after">The number of the task's last measurement when this one was made.</param>
    /// <param name="stop">Cancels.</param>
    /// <returns>False: there is a newer one.</returns>
    Task<bool> AddAsync(TaskDrift drift, long? after, CancellationToken stop);

    /// <summary>Beginnings and ends of which the world was perhaps not told, the oldest first.</summary>
    Task<IReadOnlyList<UntoldDrift>> UntoldAsync(int limit, CancellationToken stop);

    /// <summary>The broker has confirmed it.</summary>
    Task ToldAsync(long number, CancellationToken stop);
}
