using BatchRouter.Limiting;
using BatchRouter.Running;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Settling;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>One worker's way to the provider. What was sent may be charged, whatever becomes of the worker.</summary>
internal sealed class FakeModels(World world, ProcessContext process, Dice dice, string name, IRateLeases leases, TimeProvider clock) : IModelClient, IUsageRecords
{
    private readonly RateGate _gate = new(leases, new RateLimit("simulated", "all", 600, null, 0.1), clock);

    public IReadOnlyDictionary<string, DateTimeOffset> OpenBreakers => world.Provider.OpenBreakers;

    public async Task<CallResult> CallAsync(ModelCall call, CancellationToken stop)
    {
        await _gate.EnterAsync(call.Job.Urgency, call.MaxOutputTokens, stop);
        return await SendAsync(call, stop);
    }

    private Task<CallResult> SendAsync(ModelCall call, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return Task.FromCanceled<CallResult>(stop);
        var result = new TaskCompletionSource<CallResult>();
        stop.Register(() => result.TrySetCanceled(stop));
        if (!world.IsCalm && dice.Percent(2))
        {
            // Our own breaker: nothing was sent.
            process.Post(() => result.TrySetResult(new CallResult.Failed(FailureKind.BreakerOpen, false, "breaker") { Elapsed = TimeSpan.Zero }));
            return result.Task;
        }

        world.Provider.UnderWay++;
        world.Context.After(dice.Milliseconds(1, 20), () => Arrive(call, result));
        return result.Task;
    }

    public Task<UsageRecord> FindAsync(UnknownAttempt attempt, CancellationToken stop)
    {
        var record = new TaskCompletionSource<UsageRecord>();
        stop.Register(() => record.TrySetCanceled(stop));
        world.Context.After(dice.Milliseconds(1, 200), () =>
        {
            var found = world.Provider.Record(attempt.Id);
            process.Post(() => record.TrySetResult(found));
        });
        return record.Task;
    }

    private void Arrive(ModelCall call, TaskCompletionSource<CallResult> result)
    {
        var received = world.Provider.Receive(call);
        world.Journal.Add(name, $"call {call.Offer.Model.Name} {call.AttemptId:n} {received.Outcome} {received.Latency.TotalSeconds:0.000}s");
        var isTooSlow = received.Latency > call.TimeLimit;
        world.Context.After(isTooSlow ? call.TimeLimit : received.Latency, () =>
        {
            world.Provider.UnderWay--;
            var heard = isTooSlow
                ? new CallResult.Failed(FailureKind.TimedOut, true, "too slow") { Elapsed = call.TimeLimit }
                : world.Provider.Result(received);
            process.Post(() => result.TrySetResult(heard));
        });
    }
}
