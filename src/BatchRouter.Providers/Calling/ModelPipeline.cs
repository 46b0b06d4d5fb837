using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Limiting;
using BatchRouter.Running;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace BatchRouter.Providers.Calling;

/// <summary>
/// One model's Polly pipeline, from outside in: total time, places for bulk, places for all, retry, the provider's rate limit, breaker,
/// time of one sending. Bulk jobs never take the last places nor the last of the limit, so that urgent ones find some. Flex calls, which wait for
/// minutes and are refused often, have places and a breaker of their own; of the rate limit they take with the others.
/// </summary>
internal sealed class ModelPipeline
{
    private static readonly ResiliencePropertyKey<ModelCall> Call = new("call");

    private readonly ResiliencePipeline<CallResult> _bulk;
    private readonly ResiliencePipeline<CallResult> _urgent;
    private readonly ResiliencePipeline<CallResult> _flex;
    private readonly CircuitBreakerStateProvider _breaker = new();
    private readonly PipelineOptions _options;
    private readonly TimeProvider _clock;
    private readonly RateGate? _gate;
    private long _openUntilTicks;

    public ModelPipeline(CatalogModel model, IRateLeases leases, PipelineOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        var forBulk = Math.Max(1, (int)(model.ConcurrentCalls * (1 - model.UrgentShare)));
        _gate = RateLimit.Of(model) is { } limit ? new RateGate(leases, limit, clock) : null;
        var shared = Sending(model);
        _bulk = Builder().AddTimeout(Total()).AddConcurrencyLimiter(forBulk, int.MaxValue).AddPipeline(shared).Build();
        _urgent = Builder().AddTimeout(Total()).AddPipeline(shared).Build();
        _flex = Flex(forBulk);
    }

    /// <summary>Until when the breaker lets nothing through; null, it does.</summary>
    public DateTimeOffset? OpenUntil
    {
        get
        {
            // Polly's breaker stays open until somebody tries again after its time.
            var until = new DateTimeOffset(Volatile.Read(ref _openUntilTicks), TimeSpan.Zero);
            return _breaker.CircuitState == CircuitState.Open && until > _clock.GetUtcNow() ? until : null;
        }
    }

    /// <summary>Runs one attempt's sendings. Polly's own refusals come back as exceptions of Polly.</summary>
    /// <exception cref="RateLeaseException">It cannot be known whether the rate limit has room; nothing was sent.</exception>
    public async ValueTask<CallResult> ExecuteAsync(ModelCall call, Func<CancellationToken, ValueTask<CallResult>> send, CancellationToken stop)
    {
        var context = ResilienceContextPool.Shared.Get(stop);
        try
        {
            context.Properties.Set(Call, call);
            var pipeline = call.Offer.Lane == Lane.Flex ? _flex : call.Job.Urgency == Urgency.Urgent ? _urgent : _bulk;
            return await pipeline.ExecuteAsync(static (context, send) => send(context.CancellationToken), context, send);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipelineBuilder<CallResult> Builder() => new() { TimeProvider = _clock };

    private ResiliencePipeline<CallResult> Sending(CatalogModel model)
    {
        var builder = Limited(Builder().AddConcurrencyLimiter(model.ConcurrentCalls, int.MaxValue), isFlex: false);
        var sendingTime = _options.SendingTimeFactor * model.Latency.P99;
        return builder
            .AddCircuitBreaker(Breaker(isFlex: false))
            .AddTimeout(sendingTime > _options.LeastSendingTime ? sendingTime : _options.LeastSendingTime)
            .Build();
    }

    // One sending may take all of the call's time: the provider answers when it has room.
    private ResiliencePipeline<CallResult> Flex(int places)
    {
        var builder = Limited(Builder().AddTimeout(Total()).AddConcurrencyLimiter(places, int.MaxValue), isFlex: true);
        return builder.AddCircuitBreaker(Breaker(isFlex: true)).Build();
    }

    // Every sending counts against the provider's limit, one that is repeated as well.
    private ResiliencePipelineBuilder<CallResult> Limited(ResiliencePipelineBuilder<CallResult> builder, bool isFlex)
    {
        if (_options.Retries > 0)
            builder.AddRetry(Retry(isFlex));
        if (_gate is { } gate)
            builder.AddStrategy(_ => new RateStrategy(gate, Call));
        return builder;
    }

    private static TimeoutStrategyOptions Total() => new()
    {
        TimeoutGenerator = arguments =>
            ValueTask.FromResult(arguments.Context.Properties.TryGetValue(Call, out var call) ? call.TimeLimit : TimeSpan.FromMinutes(15)),
    };

    // Only where the provider surely did not charge, and only where asking again soon can help: a flex call refused for want of room finds none
    // in a second, and is held instead.
    private RetryStrategyOptions<CallResult> Retry(bool isFlex) => new()
    {
        MaxRetryAttempts = _options.Retries,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result
            is CallResult.Failed { MayBeCharged: false, Kind: FailureKind.RateLimited or FailureKind.Unavailable } failed
            && !(isFlex && failed.Kind == FailureKind.RateLimited)
            && Pause(failed, arguments.AttemptNumber) <= _options.LongestPause),
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(
            arguments.Outcome.Result is CallResult.Failed failed ? Pause(failed, arguments.AttemptNumber) : null),
    };

    private TimeSpan Pause(CallResult.Failed failed, int retry) => failed.RetryAfter ?? (_options.RetryPause * Math.Pow(2, retry));

    private CircuitBreakerStrategyOptions<CallResult> Breaker(bool isFlex) => new()
    {
        FailureRatio = _options.BreakerFailureRatio,
        MinimumThroughput = _options.BreakerMinimumCalls,
        SamplingDuration = _options.BreakerSampling,
        BreakDuration = _options.BreakerOpenFor,
        StateProvider = isFlex ? null : _breaker,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
        {
            { Exception: TimeoutRejectedException } => true,
            { Result: CallResult.Failed failed } => failed.Kind
                is FailureKind.Unavailable or FailureKind.TimedOut or FailureKind.Cut or FailureKind.Unauthorised or FailureKind.Malformed,
            _ => false,
        }),
        OnOpened = arguments =>
        {
            if (!isFlex)
                Volatile.Write(ref _openUntilTicks, (_clock.GetUtcNow() + arguments.BreakDuration).UtcTicks);
            return ValueTask.CompletedTask;
        },
    };
}
