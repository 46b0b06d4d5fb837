using System.ClientModel.Primitives;
using BatchRouter.Providers.OpenAi;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Xunit;

namespace BatchRouter.Tests.Providers;

public sealed class CacheWriteTests
{
    // A paid answer is never lost over a field that a server writes in its own way.
    [Theory]
    [InlineData("""{ "cached_tokens": 10, "cache_write_tokens": 60 }""", 60)]
    [InlineData("""{ "cache_write_tokens": 60 }""", 60)]
    [InlineData("""{ "cached_tokens": 10 }""", 0)]
    [InlineData("""{ "cached_tokens": 10, "cache_write_tokens": null }""", 0)]
    [InlineData("""{ "cached_tokens": 10, "cache_write_tokens": "many" }""", 0)]
    [InlineData("""{ "cached_tokens": 10, "cache_write_tokens": 1e300 }""", 0)]
    [InlineData("{ }", 0)]
    [InlineData("null", 0)]
    public void CacheWriteTokens_OfAnyUsage_AreWhatTheServerCountedOrNone(string details, long tokens)
    {
        using var adapter = new OpenAiAdapter(TimeProvider.System, _ => null);
        Assert.Equal(tokens, adapter.CacheWriteTokens(Response($$"""
            , "usage": { "prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105, "prompt_tokens_details": {{details}} }
            """)));
    }

    [Fact]
    public void CacheWriteTokens_WithoutUsage_AreNone()
    {
        using var adapter = new OpenAiAdapter(TimeProvider.System, _ => null);
        Assert.Equal(0, adapter.CacheWriteTokens(Response("")));
        Assert.Equal(0, adapter.CacheWriteTokens(new ChatResponse()));
    }

    private static ChatResponse Response(string usage) => new() { RawRepresentation = ModelReaderWriter.Read<ChatCompletion>(BinaryData.FromString($$"""
        {
          "id": "1", "object": "chat.completion", "created": 1, "model": "m",
          "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": "4", "refusal": null }, "logprobs": null }]
          {{usage}}
        }
        """)) };
}
