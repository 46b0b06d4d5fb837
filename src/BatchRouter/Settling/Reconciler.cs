using BatchRouter.Catalog;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Settling;

/// <summary>
/// Closes the money of unknown attempts: by the provider's record where there is one, and where nothing was learned for too long by
/// assuming the worst. No timer ever voids a hold.
/// </summary>
public sealed partial class Reconciler(
    IUnknownAttempts unknown, IUsageRecords records, IJobStore store, LiveRouter live, RoundOptions options, TimeProvider clock,
    ILogger<Reconciler> logger) : IRound
{
    private const int Round = 200;

    public TimeSpan Every => options.ReconcileEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var attempts = await unknown.FindAsync(clock.GetUtcNow(), Round, stop);
        var closed = await Task.WhenAll(attempts.Select(attempt => CloseAsync(attempt, stop)));
        return closed.Length == Round && closed.Any(was => was);
    }

    private async Task<bool> CloseAsync(UnknownAttempt attempt, CancellationToken stop)
    {
        if (Resolve(attempt, await records.FindAsync(attempt, stop)) is not { } resolution)
            return false;
        await store.ResolveAsync(resolution, stop);
        LogResolved(attempt.Id, resolution.GetType().Name);
        return true;
    }

    private Resolution? Resolve(UnknownAttempt attempt, UsageRecord record)
    {
        var now = clock.GetUtcNow();
        if (record is UsageRecord.Charged charged && PriceOf(attempt) is { } price)
            return new Resolution.Charged(attempt.Id, now, charged.Usage, price.ChargeNanoUsd(charged.Usage), charged.ProviderRequestId);
        if (record is UsageRecord.NotCharged)
            return new Resolution.NotCharged(attempt.Id, now);
        return now - attempt.Since >= options.AssumeAfter ? new Resolution.Assumed(attempt.Id, now) : null;
    }

    private Price? PriceOf(UnknownAttempt attempt) => live.Known(attempt.Model).SelectMany(model => model.Prices)
        .FirstOrDefault(price => price.Version == attempt.PriceVersion && LaneNames.Of(price.Lane) == attempt.Lane);

    [LoggerMessage(330, LogLevel.Information, "The money of attempt {AttemptId}, unknown before, is closed: {How}")]
    private partial void LogResolved(Guid attemptId, string how);
}
