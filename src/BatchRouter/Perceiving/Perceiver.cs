using BatchRouter.Jobs;
using BatchRouter.Routing;
using Microsoft.Extensions.AI;

namespace BatchRouter.Perceiving;

/// <summary>Reads out of a prompt what the policy's strategies ask for, and nothing else.</summary>
/// <param name="embeddings">For semantic routes; null, the built-in hashed n-grams.</param>
public sealed class Perceiver(IEmbeddingGenerator<string, Embedding<float>>? embeddings = null)
{
    public ValueTask<Perception> PerceiveAsync(BatchJob job, RoutingPolicy policy, CancellationToken stop) =>
        embeddings is null ? new(Perception.None) : throw new NotSupportedException("semantic routes are not read yet");
}
