using BatchRouter.Postgres.Connecting;
using BatchRouter.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Postgres;

/// <summary>Found by reading: a look-up before the opening threw while Postgres restarted, and its message went to the error queue.</summary>
public sealed class OutlastingTests
{
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private int _asked;

    [Fact]
    public async Task Ask_WhilePostgresIsAway_AsksAgainUntilItIsBack()
    {
        var asking = Outlasting.AskAsync(() => ++_asked < 4 ? throw new IOException("gone") : Task.FromResult("there"), _clock, Stage.Stop);
        while (!asking.IsCompleted)
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.Equal(("there", 4), (await asking, _asked));
    }

    [Fact]
    public async Task Ask_FaultThatDoesNotPass_IsThrownAtOnce()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Outlasting.AskAsync<int>(() => throw new InvalidOperationException(), _clock, Stage.Stop));
        Assert.Equal(0, _asked);
    }
}
