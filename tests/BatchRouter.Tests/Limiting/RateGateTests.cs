using BatchRouter.Jobs;
using BatchRouter.Limiting;
using BatchRouter.Tests.Providers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Limiting;

public sealed class RateGateTests
{
    private static readonly RateLimit Limit = new("provider", "weak", 60, null, 0.2);

    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private readonly SharedRates _rates = new() { Urgent = 0, Rest = 0 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RateGate Gate => field ??= new RateGate(_rates, Limit, _clock);

    // batch traffic eats the interactive users' rate limit: llm-d batch-gateway#413
    [Fact]
    public async Task Enter_Bulk_NeverTakesTheUrgentShare()
    {
        (_rates.Urgent, _rates.Rest) = (5, 2);
        var bulk = Enumerable.Range(0, 5).Select(i => Gate.EnterAsync(Urgency.Bulk, 10 + i, Stop)).ToList();
        await Task.WhenAll(bulk[0], bulk[1]);
        Assert.Equal([(false, 10L), (false, 11L)], _rates.Taken);
        Assert.All(bulk[2..], waiting => Assert.False(waiting.IsCompleted));

        await AfterAsync(Gate.EnterAsync(Urgency.Urgent, 1, Stop));
        Assert.Equal((true, 1L), _rates.Taken[^1]);
        Assert.False(bulk[2].IsCompleted);
    }

    [Fact]
    public async Task Enter_Urgent_TakesWhatBulkLeaves_WhenItsShareIsEmpty()
    {
        (_rates.Urgent, _rates.Rest) = (1, 1);
        await Task.WhenAll(Gate.EnterAsync(Urgency.Urgent, 1, Stop), Gate.EnterAsync(Urgency.Urgent, 2, Stop));
        Assert.Equal([(true, 1L), (false, 2L)], _rates.Taken);
    }

    [Fact]
    public async Task Enter_Urgent_GoesBeforeBulkThatCameFirst()
    {
        var bulk = Gate.EnterAsync(Urgency.Bulk, 1, Stop);
        var urgent = Gate.EnterAsync(Urgency.Urgent, 2, Stop);
        _rates.Rest = 1;
        await AfterAsync(urgent);
        Assert.False(bulk.IsCompleted);
        _rates.Rest = 1;
        await AfterAsync(bulk);
    }

    [Fact]
    public async Task Enter_WhoseTimeIsUp_LeavesAndTakesNothing()
    {
        using var up = new CancellationTokenSource();
        var gone = Gate.EnterAsync(Urgency.Bulk, 1, up.Token);
        var staying = Gate.EnterAsync(Urgency.Bulk, 2, Stop);
        await up.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => gone);
        _rates.Rest = 1;
        await AfterAsync(staying);
        Assert.Equal([(false, 2L)], _rates.Taken);
    }

    [Fact]
    public async Task Enter_AfterAFault_AsksAgain()
    {
        var faulty = new RateGate(new SharedRates { Fault = new IOException("no store") }, Limit, _clock);
        var refusals = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Assert.ThrowsAsync<RateLeaseException>(() => faulty.EnterAsync(Urgency.Urgent, 1, Stop))));
        Assert.All(refusals, refusal => Assert.Contains("no store", refusal.Message));
    }

    [Theory]
    [InlineData(60, null, 0.2, 0.8, 0.2)]
    [InlineData(600, null, 0, 10, 0)]
    public void PerSecond_IsSharedOut(int requests, int? tokens, double share, double bulk, double urgent)
    {
        var limit = new RateLimit("p", "m", requests, tokens, share);
        Assert.Equal((bulk, urgent), (limit.PerSecond(false).Requests, limit.PerSecond(true).Requests));
    }

    [Fact]
    public void Of_AModelWithoutLimits_IsNone() => Assert.Null(RateLimit.Of(Some.Weak));

    // The one that asks pauses on the clock; it may not have begun to.
    private async Task AfterAsync(Task entering)
    {
        while (!entering.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await entering;
    }
}
