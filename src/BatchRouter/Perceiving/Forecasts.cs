using BatchRouter.Jobs;

namespace BatchRouter.Perceiving;

/// <summary>What was learned of each task, as of now: exchanged as a whole when another version is loaded, while work runs.</summary>
public sealed class Forecasts
{
    private volatile IReadOnlyDictionary<string, Func<BatchJob, LearnedForecast?>> _byTask = new Dictionary<string, Func<BatchJob, LearnedForecast?>>();

    /// <param name="byTask">By the job's task: from a prompt alone to a prediction. Called from many threads at once.</param>
    public void Swap(IReadOnlyDictionary<string, Func<BatchJob, LearnedForecast?>> byTask) => _byTask = byTask;

    /// <summary>Null, nothing was learned of the job's task.</summary>
    public LearnedForecast? Of(BatchJob job) => _byTask.TryGetValue(job.Task, out var forecast) ? forecast(job) : null;
}
