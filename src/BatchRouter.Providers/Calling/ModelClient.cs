using BatchRouter.Limiting;
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

    public ModelClient(LiveRouter live, IReadOnlyList<IProviderAdapter> adapters, IRateLeases leases, PipelineOptions options, TimeProvider clock) =>
        (_lines, _clock) = (new ModelLines(live, adapters, leases, options, clock), clock);

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
        var exchange = new ChatExchange(line.Adapter, line.Client, _clock);
        var started = new CallTime(_clock);
        var trace = new WireTrace { AttemptId = call.AttemptId };
        try
        {
            return await line.Pipeline.ExecuteAsync(call, token =>
            {
                trace = new WireTrace { AttemptId = call.AttemptId };
                return exchange.CallAsync(call.Job, call.Offer.Model, call.Offer.Lane, call.MaxOutputTokens, trace, token, stop);
            }, stop);
        }
        catch (BrokenCircuitException)
        {
            return new CallResult.Failed(FailureKind.BreakerOpen, false, "breaker open") { Elapsed = started.Elapsed };
        }
        catch (RateLeaseException fault)
        {
            return new CallResult.Failed(FailureKind.RateLimited, false, fault.Message) { Elapsed = started.Elapsed };
        }
        catch (TimeoutRejectedException)
        {
            return ChatExchange.Failed(trace, true, null, started.Elapsed);
        }
        finally
        {
            line.Leave();
        }
    }

    public void Dispose() => _lines.Dispose();
}
