using BatchRouter.Routing;
using Microsoft.Extensions.AI;

namespace BatchRouter.Perceiving;

/// <summary>The utterances of a policy's routes as points, by task.</summary>
internal sealed class SemanticIndex
{
    private readonly Dictionary<string, List<Example>> _tasks = [];

    private SemanticIndex()
    {
    }

    /// <summary>Embeds each utterance once, all in one call.</summary>
    public static async Task<SemanticIndex> BuildAsync(
        RoutingPolicy policy, IEmbeddingGenerator<string, Embedding<float>> embeddings, CancellationToken stop)
    {
        var texts = policy.Tasks.Values.SelectMany(task => task.Routes).SelectMany(route => route.Utterances).Distinct().ToList();
        var index = new SemanticIndex();
        if (texts.Count == 0)
            return index;
        var vectors = await embeddings.GenerateAsync(texts, cancellationToken: stop);
        var byText = texts.Zip(vectors, (text, embedding) => (text, vector: Normalised(embedding))).ToDictionary(pair => pair.text, pair => pair.vector);
        foreach (var task in policy.Tasks.Values)
            index._tasks[task.Name] = task.Routes
                .SelectMany(route => route.Utterances.Select(utterance => new Example(route, byText[utterance])))
                .ToList();
        return index;
    }

    public static float[] Normalised(Embedding<float> embedding)
    {
        var vector = embedding.Vector.ToArray();
        Cosine.Normalise(vector);
        return vector;
    }

    /// <summary>The route of the nearest utterance; null where it is not near enough for its route, or nothing of the text is known.</summary>
    /// <param name="task">Whose routes.</param>
    /// <param name="vector">The prompt, of length one.</param>
    public SemanticMatch? Nearest(string task, ReadOnlySpan<float> vector)
    {
        if (!_tasks.TryGetValue(task, out var examples))
            return null;
        Example? nearest = null;
        var similarity = 0f;
        foreach (var example in examples)
            if (example.Vector.Length == vector.Length && Cosine.Of(example.Vector, vector) is var found && found > similarity)
                (nearest, similarity) = (example, found);
        return nearest is not null && similarity >= nearest.Route.LeastSimilarity ? new SemanticMatch(nearest.Route.Name, similarity) : null;
    }

    private sealed record Example(SemanticRoute Route, float[] Vector);
}
