using System.Collections.Concurrent;
using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.IntegrationTests.Worker;

/// <summary>A model client without a wire: answers at once, or as a test says.</summary>
internal sealed class AnsweringClient : IModelClient
{
    private readonly ConcurrentQueue<ModelCall> _calls = new();

    /// <summary>What comes of a call; by default an answer that anybody would accept.</summary>
    public Func<ModelCall, CancellationToken, Task<CallResult>> Answer { get; set; } = (_, _) => Task.FromResult<CallResult>(Reply("4"));

    public IReadOnlyCollection<ModelCall> Calls => _calls;

    public IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers { get; set; } = new Dictionary<string, DateTimeOffset>();

    public static CallResult.Replied Reply(string text) => new(new Answer { Text = text }, new Usage(10, 0, 5, 0))
    {
        Elapsed = TimeSpan.FromMilliseconds(1),
        ProviderRequestId = "req",
    };

    public Task<CallResult> CallAsync(ModelCall call, CancellationToken stop)
    {
        _calls.Enqueue(call);
        return Answer(call, stop);
    }
}
