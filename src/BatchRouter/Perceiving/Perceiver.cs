using BatchRouter.Forecasting;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using Microsoft.Extensions.AI;

namespace BatchRouter.Perceiving;

/// <summary>Reads out of a prompt what the policy's strategies ask for, and nothing else.</summary>
/// <param name="embeddings">For semantic routes; null, the built-in hashed n-grams.</param>
/// <param name="learned">What was learned; null, nothing.</param>
public sealed class Perceiver(IEmbeddingGenerator<string, Embedding<float>>? embeddings = null, LearnedBook? learned = null)
{
    public ValueTask<Perception> PerceiveAsync(BatchJob job, RoutingPolicy policy, CancellationToken stop)
    {
        if (embeddings is not null)
            throw new NotSupportedException("semantic routes are not read yet");
        var task = policy.TaskFor(job.Task);
        var forecast = task.UsesLearned ? learned?.ForecastOf(job.Task, job.Prompt, task.GainThreshold) : null;
        return new(forecast is null ? Perception.None : new Perception { Forecast = forecast });
    }
}
