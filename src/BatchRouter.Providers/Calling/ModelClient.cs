using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using BatchRouter.Catalog;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using Microsoft.Extensions.AI;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace BatchRouter.Providers.Calling;

/// <summary>Calls models through their pipelines and names what came of it.</summary>
public sealed class ModelClient : IModelClient, IDisposable
{
    private readonly Dictionary<string, Entry> _models;
    private readonly TimeProvider _clock;

    public ModelClient(ModelCatalog catalog, IReadOnlyList<IProviderAdapter> adapters, PipelineOptions options, TimeProvider clock)
    {
        _clock = clock;
        _models = catalog.Models.ToDictionary(model => model.Name, model =>
        {
            var adapter = adapters.First(adapter => adapter.Kind == model.Provider.Kind);
            return new Entry(model, adapter, adapter.Create(model), new ModelPipeline(model, options, clock));
        });
    }

    public IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers
    {
        get
        {
            Dictionary<string, DateTimeOffset>? open = null;
            foreach (var (name, entry) in _models)
                if (entry.Pipeline.OpenUntil is { } until)
                    (open ??= [])[name] = until;
            return open ?? NoneOpen;
        }
    }

    private static readonly Dictionary<string, DateTimeOffset> NoneOpen = [];

    public async Task<CallResult> CallAsync(ModelCall call, CancellationToken stop)
    {
        var entry = _models[call.Offer.Model.Name];
        var started = _clock.GetTimestamp();
        var trace = new WireTrace { AttemptId = call.AttemptId };
        try
        {
            return await entry.Pipeline.ExecuteAsync(call.Job.Urgency, call.TimeLimit, token =>
            {
                trace = new WireTrace { AttemptId = call.AttemptId };
                return SendAsync(entry, call, trace, token, stop);
            }, stop);
        }
        catch (BrokenCircuitException)
        {
            return new CallResult.Failed(FailureKind.BreakerOpen, false, "breaker open") { Elapsed = _clock.GetElapsedTime(started) };
        }
        catch (TimeoutRejectedException)
        {
            return Failed(trace, true, null, _clock.GetElapsedTime(started));
        }
    }

    public void Dispose()
    {
        foreach (var entry in _models.Values)
            entry.Client.Dispose();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider or its client library throws is a named failure of the call; the trace says which.")]
    private async ValueTask<CallResult> SendAsync(Entry entry, ModelCall call, WireTrace trace, CancellationToken token, CancellationToken stop)
    {
        var started = _clock.GetTimestamp();
        WireTrace.Current = trace;
        try
        {
            var (messages, mark) = ChatRequest.Messages(call.Job);
            SurrogateMarks.RequestMark.Value = mark;
            var options = ChatRequest.Options(call);
            entry.Adapter.Prepare(options, entry.Model);
            var response = await entry.Client.GetResponseAsync(messages, options, token);
            return new CallResult.Replied(
                ChatReply.Answer(response, entry.Adapter.MeanLogProbability(response), trace.Mark), ChatReply.Usage(response, entry.Adapter.CacheWriteTokens(response)))
            {
                Elapsed = _clock.GetElapsedTime(started),
                ProviderRequestId = trace.RequestId ?? response.ResponseId,
                Headroom = trace.Headroom,
            };
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception fault)
        {
            return Failed(trace, token.IsCancellationRequested, fault, _clock.GetElapsedTime(started));
        }
        finally
        {
            WireTrace.Current = null;
        }
    }

    private static CallResult.Failed Failed(WireTrace trace, bool wasCancelled, Exception? fault, TimeSpan elapsed) => new(
        FailureTable.KindOf(trace, wasCancelled, fault),
        ChargeTable.MayBeCharged(trace),
        FailureTable.Detail(trace, fault is ClientResultException ? null : fault),
        trace.RetryAfter)
    {
        Elapsed = elapsed,
        ProviderRequestId = trace.RequestId,
        Headroom = trace.Headroom,
    };

    private sealed record Entry(CatalogModel Model, IProviderAdapter Adapter, IChatClient Client, ModelPipeline Pipeline);
}
