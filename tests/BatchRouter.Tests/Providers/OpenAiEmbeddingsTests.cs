using BatchRouter.Perceiving;
using BatchRouter.Providers.Embedding;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class OpenAiEmbeddingsTests
{
    [Fact]
    public async Task Generate_Texts_AreSentInOneRequestAndReadInOrder()
    {
        const string Body = """
            {"object":"list","model":"bge","data":[{"object":"embedding","index":0,"embedding":[1,0]},{"object":"embedding","index":1,"embedding":[0,2.5]}],
            "usage":{"prompt_tokens":2,"total_tokens":2}}
            """;
        await using var log = new RequestLog().Then(200, body: Body);
        using var embeddings = OpenAiEmbeddings.Create(new EmbeddingSettings { Endpoint = log.Endpoint, Model = "bge" }, _ => null);
        var found = await embeddings.GenerateAsync(["one", "two"], cancellationToken: CallingStage.Stop);
        Assert.Equal([[1f, 0f], [0f, 2.5f]], found.Select(embedding => embedding.Vector.ToArray()));
        Assert.Contains("\"input\":[\"one\",\"two\"]", Assert.Single(log.Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_ServerFails_IsAskedOnceAndThrows()
    {
        await using var log = new RequestLog().Then(500);
        using var embeddings = OpenAiEmbeddings.Create(new EmbeddingSettings { Endpoint = log.Endpoint, Model = "bge", KeyVariable = "KEY" }, _ => "secret");
        await Assert.ThrowsAsync<System.ClientModel.ClientResultException>(() => embeddings.GenerateAsync(["one"], cancellationToken: CallingStage.Stop));
        Assert.Single(log.Bodies);
    }
}
