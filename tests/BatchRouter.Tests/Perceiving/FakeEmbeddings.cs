using BatchRouter.Perceiving;
using Microsoft.Extensions.AI;

namespace BatchRouter.Tests.Perceiving;

/// <summary>A generator beyond the process: it may fail, or not answer.</summary>
internal sealed class FakeEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly HashedEmbeddings _inner = new();

    public List<IReadOnlyList<string>> Asked { get; } = [];

    public Exception? Fault { get; set; }

    public bool IsSilent { get; set; }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        Asked.Add(texts);
        if (IsSilent)
            await new TaskCompletionSource().Task;
        if (Fault is { } fault)
            throw fault;
        return await _inner.GenerateAsync(texts, options, cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() => _inner.Dispose();
}
