using BatchRouter.Limiting;
using BatchRouter.Running;
using Polly;

namespace BatchRouter.Providers.Calling;

/// <summary>Lets a call through when the provider's rate limit, which all workers share, has room for it.</summary>
internal sealed class RateStrategy(RateGate gate, ResiliencePropertyKey<ModelCall> key) : ResilienceStrategy<CallResult>
{
    protected override async ValueTask<Outcome<CallResult>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<CallResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            if (context.Properties.TryGetValue(key, out var call))
                await gate.EnterAsync(call.Job.Urgency, call.Tokens, context.CancellationToken);
        }
        catch (Exception refusal) when (refusal is RateLeaseException or OperationCanceledException)
        {
            return Outcome.FromException<CallResult>(refusal);
        }

        return await callback(context, state);
    }
}
