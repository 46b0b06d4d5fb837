using BatchRouter.Limiting;
using BatchRouter.Sandbox.Crashing.Scheduling;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>A limit that has room for some of the calls at once, and for the rest a little later.</summary>
internal sealed class FakeRateLeases(World world, ProcessContext process, Dice dice) : IRateLeases
{
    public Task<RateGrant> TakeAsync(RateLimit limit, bool isUrgent, IReadOnlyList<long> tokens, CancellationToken stop)
    {
        var grant = new TaskCompletionSource<RateGrant>();
        world.Context.After(dice.Milliseconds(0, 10), () =>
        {
            var calls = world.IsCalm || dice.Percent(80) ? tokens.Count : dice.Below(tokens.Count + 1);
            process.Post(() => grant.TrySetResult(new RateGrant(calls, calls == tokens.Count ? TimeSpan.Zero : dice.Milliseconds(10, 500))));
        });
        return grant.Task;
    }
}
