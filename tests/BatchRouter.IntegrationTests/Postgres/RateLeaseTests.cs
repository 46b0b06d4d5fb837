using BatchRouter.Limiting;
using BatchRouter.Postgres.Limiting;
using Xunit;

namespace BatchRouter.IntegrationTests.Postgres;

public sealed class RateLeaseTests(MigratedDatabase<RateLeaseTests> database) : IClassFixture<MigratedDatabase<RateLeaseTests>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RateLeases Leases { get; } = new(database.Source);

    [Fact]
    public async Task Take_ByManyWorkersAtOnce_GivesNoMoreThanGathered()
    {
        var (limit, began) = (new RateLimit("p", "many", 600, null, 0.2), TimeProvider.System.GetTimestamp());
        var grants = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Leases.TakeAsync(limit, false, [.. Enumerable.Repeat(1L, 20)], Stop)));

        // 40 had gathered, and eight a second flow in while we ask.
        var most = 41 + (8 * TimeProvider.System.GetElapsedTime(began).TotalSeconds);
        Assert.InRange((double)grants.Sum(grant => grant.Calls), 40, most);
        Assert.Contains(grants, grant => grant.Wait > TimeSpan.Zero);
    }

    [Fact]
    public async Task Take_TheUrgentShare_IsApartFromTheRest()
    {
        var limit = new RateLimit("p", "shares", 60, null, 0.5);
        Assert.Equal(2, (await Leases.TakeAsync(limit, false, [1, 1, 1, 1, 1], Stop)).Calls);
        Assert.Equal(0, (await Leases.TakeAsync(limit, false, [1], Stop)).Calls);
        Assert.Equal(2, (await Leases.TakeAsync(limit, true, [1, 1, 1, 1, 1], Stop)).Calls);
        Assert.Equal((0, TimeSpan.MaxValue), Of(await Leases.TakeAsync(limit with { UrgentShare = 0 }, true, [1], Stop)));
    }

    // A call larger than all that can gather would wait for ever: it goes when the bucket is full, and the next waits until it is made good.
    [Fact]
    public async Task Take_MoreTokensThanGather_IsLentOnce()
    {
        var limit = new RateLimit("p", "large", null, 6_000, 0);
        var first = await Leases.TakeAsync(limit, false, [2_500, 1], Stop);
        Assert.Equal(1, first.Calls);
        // 500 had gathered, 2,000 are lent at 100 a second.
        Assert.InRange(first.Wait.TotalSeconds, 19, 20);
        Assert.Equal(0, (await Leases.TakeAsync(limit, false, [1], Stop)).Calls);
    }

    [Fact]
    public async Task Take_TheFirstOfSeveral_InTheirOrder()
    {
        var limit = new RateLimit("p", "order", 6_000, 6_000, 0);
        Assert.Equal(3, (await Leases.TakeAsync(limit, false, [200, 200, 200, 1], Stop)).Calls);
    }

    private static (int Calls, TimeSpan Wait) Of(RateGrant grant) => (grant.Calls, grant.Wait);
}
