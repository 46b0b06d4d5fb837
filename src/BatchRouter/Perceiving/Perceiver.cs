using BatchRouter.Forecasting;
using BatchRouter.Jobs;
using BatchRouter.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchRouter.Perceiving;

/// <summary>Reads out of a prompt what the policy's strategies ask for, and nothing else. Safe for many threads.</summary>
/// <param name="embeddings">For semantic routes; null, the built-in hashed n-grams.</param>
/// <param name="learned">What was learned; null, nothing.</param>
/// <param name="clock">Of the patience with embeddings; null, the system's.</param>
/// <param name="logger">Told when embeddings fail; null, nobody.</param>
public sealed class Perceiver(
    IEmbeddingGenerator<string, Embedding<float>>? embeddings = null,
    LearnedBook? learned = null,
    TimeProvider? clock = null,
    ILogger<Perceiver>? logger = null)
{
    private readonly SemanticSense _semantic = new(embeddings, clock ?? TimeProvider.System, logger ?? NullLogger<Perceiver>.Instance);
    private volatile Known? _known;

    /// <summary>Completes at once unless an external generator of embeddings is asked. Where the policy asks for nothing, it costs nothing.</summary>
    public ValueTask<Perception> PerceiveAsync(BatchJob job, RoutingPolicy policy, CancellationToken stop)
    {
        var needs = NeedsOf(policy);
        if (needs.IsNothing)
            return new(Perception.None);
        var task = policy.TaskFor(job.Task);
        if (!needs.Semantic(job, task))
            return new(Read(job, needs, task, null));
        var nearest = _semantic.NearestAsync(job.Prompt, policy, task, stop);
        return nearest.IsCompletedSuccessfully ? new(Read(job, needs, task, nearest.Result)) : ReadAsync(job, needs, task, nearest);
    }

    private async ValueTask<Perception> ReadAsync(BatchJob job, PerceptionNeeds needs, TaskPolicy task, ValueTask<SemanticMatch?> nearest) =>
        Read(job, needs, task, await nearest);

    private Perception Read(BatchJob job, PerceptionNeeds needs, TaskPolicy task, SemanticMatch? nearest) => new()
    {
        Language = needs.Language ? LanguageDetector.Of(job.Prompt) : null,
        Complexity = needs.Complexity ? Complexity.Of(job.Prompt) : null,
        PersonalData = needs.PersonalData is { } settings ? PersonalData.KindsIn(job, settings.Kinds) : [],
        Nearest = nearest,
        Forecast = needs.Learned(job, task) && task.UsesLearned ? learned?.ForecastOf(job.Task, job.Prompt, task.GainThreshold) : null,
    };

    // Policies are exchanged as wholes, so the same one is the same object.
    private PerceptionNeeds NeedsOf(RoutingPolicy policy)
    {
        if (_known is { } known && ReferenceEquals(known.Policy, policy))
            return known.Needs;
        var needs = new PerceptionNeeds(policy);
        _known = new Known(policy, needs);
        return needs;
    }

    private sealed record Known(RoutingPolicy Policy, PerceptionNeeds Needs);
}
