using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using BatchRouter.Jobs;
using BatchRouter.Running;
using BatchRouter.Worker.Announcing;
using MassTransit;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Announcing;

public sealed class BusAnnouncerTests
{
    // Defect: when the broker was wiped, a publish never came back; its delivery waited for ever, and the queue's consumer with it.
    [Fact]
    public async Task AnnounceAsync_WhenTheBrokerNeverAnswers_GivesUpInTime()
    {
        var clock = new FakeTimeProvider(Some.Noon);
        var announcer = new BusAnnouncer(DispatchProxy.Create<IBus, SilentBus>(), clock);
        var announcement = new Announcement.Rejected("$", "delivery_limit", "")
        {
            Key = new JobKey("shop", Guid.NewGuid()),
            GroupId = null,
            At = Some.Noon,
        };

        var told = announcer.AnnounceAsync(announcement, TestContext.Current.CancellationToken);

        Assert.False(told.IsCompleted);
        clock.Advance(BusAnnouncer.Patience);
        await Assert.ThrowsAsync<TimeoutException>(() => told);
    }

    /// <summary>Takes everything and confirms nothing.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "The proxy is made as a subtype.")]
    private class SilentBus : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => new TaskCompletionSource().Task;
    }
}
