using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using BatchRouter.Providers.Wire;
using BatchRouter.Routing;
using BatchRouter.Running;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace BatchRouter.Providers.Calling;

/// <summary>Calls models through their pipelines and names what came of it.</summary>
public sealed class ModelClient : IModelClient, IDisposable
{
    private static readonly Dictionary<string, DateTimeOffset> NoneOpen = [];

    private readonly ModelLines _lines;
    private readonly TimeProvider _clock;

    public ModelClient(LiveRouter live, IReadOnlyList<IProviderAdapter> adapters, PipelineOptions options, TimeProvider clock) =>
        (_lines, _clock) = (new ModelLines(live, adapters, options, clock), clock);

    public IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers
    {
        get
        {
            Dictionary<string, DateTimeOffset>? open = null;
            foreach (var line in _lines.Current)
                if (line.Pipeline.OpenUntil is { } until)
                    (open ??= [])[line.Model.Name] = until;
            return open ?? NoneOpen;
        }
    }

    public async Task<CallResult> CallAsync(ModelCall call, CancellationToken stop)
    {
        var line = _lines.Enter(call.Offer.Model);
        var started = _clock.GetTimestamp();
        var trace = new WireTrace { AttemptId = call.AttemptId };
        try
        {
            return await line.Pipeline.ExecuteAsync(call.Job.Urgency, call.TimeLimit, token =>
            {
                trace = new WireTrace { AttemptId = call.AttemptId };
                return SendAsync(line, call, trace, token, stop);
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
        finally
        {
            line.Leave();
        }
    }

    public void Dispose() => _lines.Dispose();

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a provider or its client library throws is a named failure of the call; the trace says which.")]
    private async ValueTask<CallResult> SendAsync(ModelLine line, ModelCall call, WireTrace trace, CancellationToken token, CancellationToken stop)
    {
        var started = _clock.GetTimestamp();
        WireTrace.Current = trace;
        try
        {
            var (messages, mark) = ChatRequest.Messages(call.Job);
            SurrogateMarks.RequestMark.Value = mark;
            var options = ChatRequest.Options(call);
            line.Adapter.Prepare(options, call.Offer.Model);
            var response = await line.Client.GetResponseAsync(messages, options, token);
            return new CallResult.Replied(
                ChatReply.Answer(response, line.Adapter.MeanLogProbability(response), trace.Mark), ChatReply.Usage(response, line.Adapter.CacheWriteTokens(response)))
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
}
