using BatchRouter.Catalog;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Settling;
using BatchRouter.Tests.Running;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchRouter.Tests.Settling;

public sealed class ReconcilerTests : IUnknownAttempts, IUsageRecords
{
    private readonly LiveRouter _live = Some.Live();
    private static readonly Guid Attempt = Stage.Id(1);

    private readonly FakeJobStore _store = new([]);
    private readonly FakeTimeProvider _clock = new(Some.Noon);
    private UsageRecord _record = new UsageRecord.Nothing();
    private string _priceVersion = "v1";

    [Fact]
    public async Task Round_RecordSaysCharged_BooksWhatItCountedAtThePinnedPrice()
    {
        _record = new UsageRecord.Charged(new Usage(100, 0, 10, 0), "req-1");
        await RoundAsync();
        Assert.Equal(new Resolution.Charged(Attempt, Some.Noon, new Usage(100, 0, 10, 0), 14_000, "req-1"), _store.Resolutions.Single());
    }

    [Fact]
    public async Task Round_RecordSaysNotCharged_VoidsTheHold()
    {
        _record = new UsageRecord.NotCharged();
        await RoundAsync();
        Assert.Equal(new Resolution.NotCharged(Attempt, Some.Noon), _store.Resolutions.Single());
    }

    [Fact]
    public async Task Round_NothingLearned_WaitsAndThenAssumesTheWorst()
    {
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        await RoundAsync();
        Assert.Empty(_store.Resolutions);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await RoundAsync();
        Assert.IsType<Resolution.Assumed>(_store.Resolutions.Single());
    }

    // A record that cannot be priced is no evidence: what is not known is never booked as nothing.
    [Fact]
    public async Task Round_PriceHasLeftTheCatalogue_AssumesTheWorstInTime()
    {
        (_record, _priceVersion) = (new UsageRecord.Charged(new Usage(1, 0, 1, 0), null), "gone");
        await RoundAsync();
        Assert.Empty(_store.Resolutions);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await RoundAsync();
        Assert.IsType<Resolution.Assumed>(_store.Resolutions.Single());
    }

    // Defect foreseen: a model swapped for its successor would leave the money of its last calls to be assumed.
    [Fact]
    public async Task Round_CatalogueWasSwappedSince_PricesByTheOldOne()
    {
        _record = new UsageRecord.Charged(new Usage(1_000, 0, 1_000, 0), null);
        _live.Swap(new Router(Some.Catalog(Some.Strong), Some.Policy()));
        await RoundAsync();
        Assert.Equal(500_000, Assert.IsType<Resolution.Charged>(_store.Resolutions.Single()).ChargeNanoUsd);
    }

    public Task<IReadOnlyList<UnknownAttempt>> FindAsync(DateTimeOffset before, int limit, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<UnknownAttempt>>([new UnknownAttempt(Attempt, "weak", "sync", _priceVersion, Some.Noon)]);

    public Task<UsageRecord> FindAsync(UnknownAttempt attempt, CancellationToken stop) => Task.FromResult(_record);

    private Task<bool> RoundAsync() => new Reconciler(
        this, this, _store, _live, new RoundOptions { AssumeAfter = TimeSpan.FromSeconds(10) }, _clock, NullLogger<Reconciler>.Instance).RunOnceAsync(Stage.Stop);
}
