using BatchRouter.Perceiving;
using Xunit;

namespace BatchRouter.Tests.Perceiving;

public sealed class HashedEmbeddingsTests
{
    [Fact]
    public void VectorOf_Text_HasLengthOneAndIsTheSameEachTime()
    {
        var vector = HashedEmbeddings.VectorOf("I want my money back");
        Assert.Equal(512, vector.Length);
        Assert.Equal(1, Cosine.Of(vector, vector), 5);
        Assert.Equal(vector, HashedEmbeddings.VectorOf("I want my money back"));
    }

    // Routes are compared on every worker: what is stored in a decision here must be found there, and after the next start.
    [Fact]
    public void VectorOf_Text_DoesNotDependOnTheProcess() =>
        Assert.Equal(-0.6019, HashedEmbeddings.VectorOf("refund").Min(), 3);

    [Fact]
    public void Cosine_AlikeTexts_AreNearer()
    {
        var prompt = HashedEmbeddings.VectorOf("Could I please get a refund for my last order?");
        var near = Cosine.Of(prompt, HashedEmbeddings.VectorOf("I would like a refund of my order"));
        var far = Cosine.Of(prompt, HashedEmbeddings.VectorOf("Write a Python function that sorts a list"));
        Assert.True(near > far + 0.2, $"near {near}, far {far}");
    }

    [Fact]
    public void Cosine_OtherCaseAndSigns_IsTheSamePoint() =>
        Assert.Equal(1, Cosine.Of(HashedEmbeddings.VectorOf("Refund, PLEASE!"), HashedEmbeddings.VectorOf("refund please")), 5);

    [Theory]
    [InlineData("")]
    [InlineData(" ... !? ")]
    public void VectorOf_Nothing_IsZero(string text) => Assert.All(HashedEmbeddings.VectorOf(text), value => Assert.Equal(0, value));

    [Fact]
    public async Task GenerateAsync_Texts_AreTheVectorsInOrder()
    {
        using var embeddings = new HashedEmbeddings();
        var found = await embeddings.GenerateAsync(["one", "two"], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([HashedEmbeddings.VectorOf("one"), HashedEmbeddings.VectorOf("two")], found.Select(embedding => embedding.Vector.ToArray()));
    }
}
