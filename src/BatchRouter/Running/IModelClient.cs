using BatchRouter.Jobs;
using BatchRouter.Routing;

namespace BatchRouter.Running;

/// <summary>Port: calls a model through its pipeline. Never throws for what a provider does; only for a cancelled token.</summary>
[Port]
public interface IModelClient
{
    /// <summary>One attempt: at most one charge.</summary>
    Task<CallResult> CallAsync(ModelCall call, CancellationToken stop);

    /// <summary>Models whose breaker is open now, and until when.</summary>
    IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers { get; }
}

/// <summary>What is asked of a model.</summary>
/// <param name="AttemptId">Goes out as X-Client-Request-Id.</param>
/// <param name="Job">The conversation and its parameters.</param>
/// <param name="Offer">Model and lane.</param>
/// <param name="MaxOutputTokens">The most the answer may have.</param>
/// <param name="TimeLimit">Everything included: queueing, retries, the answer.</param>
public sealed record ModelCall(Guid AttemptId, BatchJob Job, Offer Offer, int MaxOutputTokens, TimeSpan TimeLimit)
{
    /// <summary>What it takes of a rate limit: expected input tokens and all that the answer may have.</summary>
    public long Tokens { get; init; } = MaxOutputTokens;
}
