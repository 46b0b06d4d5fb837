using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using BatchRouter.Routing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Perceiving;

/// <summary>
/// Finds the route whose utterances a prompt is nearest to. A generator that fails or is slow costs a job its route and never the job:
/// it is left alone for a while, so that its slowness is paid by few.
/// </summary>
internal sealed partial class SemanticSense(IEmbeddingGenerator<string, Embedding<float>>? embeddings, TimeProvider clock, ILogger logger)
{
    /// <summary>How long a job waits for its embedding. Default 2 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long a generator that failed is not asked.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    // Servers of embeddings take a few thousand tokens, and what a prompt is about stands at its beginning.
    private const int MostCharacters = 8_192;

    private static readonly Meter Meter = new("BatchRouter.Perceiving");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "batchrouter.embedding.failures", "{call}", "Prompts that took no semantic route because their embedding failed or was late");

    private readonly IEmbeddingGenerator<string, Embedding<float>> _embeddings = embeddings ?? new HashedEmbeddings();
    private readonly Lock _lock = new();
    private RoutingPolicy? _policy;
    private Task<SemanticIndex>? _index;
    private long? _failedAt;

    /// <summary>Null: no route is near enough, or the generator failed.</summary>
    public ValueTask<SemanticMatch?> NearestAsync(string prompt, RoutingPolicy policy, TaskPolicy task, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(prompt))
            return new(default(SemanticMatch));
        if (_embeddings is HashedEmbeddings && IndexOf(policy) is { IsCompletedSuccessfully: true } index)
            return new(index.Result.Nearest(task.Name, HashedEmbeddings.VectorOf(prompt)));
        return IsResting ? new(default(SemanticMatch)) : AskAsync(prompt, policy, task, stop);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a generator throws, the job goes on without a route; the fault is logged and counted.")]
    private async ValueTask<SemanticMatch?> AskAsync(string prompt, RoutingPolicy policy, TaskPolicy task, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            var index = await IndexOf(policy).WaitAsync(either.Token);
            var text = prompt.Length > MostCharacters ? prompt[..MostCharacters] : prompt;
            var vectors = await _embeddings.GenerateAsync([text], cancellationToken: either.Token).WaitAsync(either.Token);
            return index.Nearest(task.Name, SemanticIndex.Normalised(vectors[0]));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            var kind = patience.IsCancellationRequested ? "late" : fault.GetType().Name;
            Failures.Add(1, new KeyValuePair<string, object?>("fault", kind));
            LogFailure(kind, Rest.TotalSeconds);
            lock (_lock)
                _failedAt = clock.GetTimestamp();
            return null;
        }
    }

    private bool IsResting
    {
        get
        {
            lock (_lock)
                return _failedAt is { } at && clock.GetElapsedTime(at) < Rest;
        }
    }

    // Built once per policy, for all jobs that wait for it; no single job's patience ends it, and one that failed is built anew.
    private Task<SemanticIndex> IndexOf(RoutingPolicy policy)
    {
        lock (_lock)
        {
            if (_index is null || !ReferenceEquals(_policy, policy) || _index.IsFaulted || _index.IsCanceled)
                (_policy, _index) = (policy, SemanticIndex.BuildAsync(policy, _embeddings, CancellationToken.None));
            return _index;
        }
    }

    [LoggerMessage(420, LogLevel.Warning, "Embeddings failed ({Fault}): prompts take no semantic route for {Seconds} s")]
    private partial void LogFailure(string fault, double seconds);
}
