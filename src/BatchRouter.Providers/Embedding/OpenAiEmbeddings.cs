using System.ClientModel;
using System.ClientModel.Primitives;
using BatchRouter.Perceiving;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;

namespace BatchRouter.Providers.Embedding;

/// <summary>
/// Embeddings from a server that speaks OpenAI's shape (vLLM, Ollama, text-embeddings-inference). Only for servers of one's own, which
/// charge nothing: what these calls would cost is neither held nor booked.
/// </summary>
public static class OpenAiEmbeddings
{
    // Who asks has given up long before; this ends the socket.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <param name="settings">Where it is.</param>
    /// <param name="readVariable">Reads an environment variable; a key is never stored elsewhere.</param>
    public static IEmbeddingGenerator<string, Embedding<float>> Create(EmbeddingSettings settings, Func<string, string?> readVariable)
    {
        var key = settings.KeyVariable is { } variable ? readVariable(variable) : null;
        var options = new OpenAIClientOptions
        {
            Endpoint = settings.Endpoint,
            NetworkTimeout = Longest,
            // A second try would come too late for the job that asked.
            RetryPolicy = new ClientRetryPolicy(0),
        };
        var credential = new ApiKeyCredential(string.IsNullOrEmpty(key) ? "no-key-set" : key);
        return new EmbeddingClient(settings.Model, credential, options).AsIEmbeddingGenerator();
    }
}
