using BatchRouter.Catalog;
using BatchRouter.Running;
using BatchRouter.Scoring;

namespace BatchRouter.Tests.Running;

/// <summary>Models that answer by script, in the order of the calls; the last line is repeated.</summary>
internal sealed class FakeModels(List<string> journal) : IModelClient
{
    private readonly Queue<Func<ModelCall, CallResult>> _script = new();
    private Func<ModelCall, CallResult>? _last;

    public List<ModelCall> Calls { get; } = [];

    public Dictionary<string, DateTimeOffset> Open { get; } = [];

    /// <summary>What happens while a call is under way.</summary>
    public Action? Meanwhile { get; set; }

    public IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers => Open;

    public FakeModels Say(Func<ModelCall, CallResult> result)
    {
        _script.Enqueue(result);
        return this;
    }

    /// <summary>A right answer is believed, since its log-probability is high; a doubtful one is not.</summary>
    public FakeModels Answer(string text, FinishReason finish = FinishReason.Stop, bool isDoubtful = false, bool hasUsage = true) => Say(call => new CallResult.Replied(
        new Answer { Text = text, Finish = finish, MeanLogProbability = isDoubtful ? -9 : 0 }, hasUsage ? new Usage(100, 0, 10, 0) : null)
    {
        Elapsed = TimeSpan.FromMilliseconds(5),
        ProviderRequestId = $"req-{Calls.Count}",
    });

    public FakeModels Fail(FailureKind kind, bool mayBeCharged = false, TimeSpan? retryAfter = null) =>
        Say(_ => new CallResult.Failed(kind, mayBeCharged, kind.ToString(), retryAfter) { Elapsed = TimeSpan.Zero });

    public Task<CallResult> CallAsync(ModelCall call, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        // A shipment's rows are landed many at once.
        lock (_script)
        {
            Calls.Add(call);
            journal.Add($"call {call.Offer.Model.Name} {call.MaxOutputTokens}");
            Meanwhile?.Invoke();
            _last = _script.TryDequeue(out var next) ? next : _last;
            return Task.FromResult(_last!(call));
        }
    }
}
