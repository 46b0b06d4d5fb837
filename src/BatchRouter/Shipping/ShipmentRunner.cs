using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Running;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Shipping;

/// <summary>
/// The life of a shipment on one page: create, find what is in doubt, look, cancel when its time is up, read. One turn at a time, under a lease;
/// whoever dies in between leaves a state from which the next worker goes on. A batch is never created twice.
/// </summary>
public sealed partial class ShipmentRunner(
    IShipments shipments, IBatchClient client, Landings landings, ShipmentReader reader, LiveRouter live, IStoredMessages messages,
    ShippingOptions options, TimeProvider clock, ILogger<ShipmentRunner> logger)
{
    // Before the one that decides: a create may reach the provider late, and be listed later still.
    private const int LooksInVain = 3;

    /// <summary>As far as it goes now.</summary>
    public async Task RunAsync(ShipmentLease lease, CancellationToken stop)
    {
        for (ShipmentLease? current = lease; current is not null;)
            current = current.Shipment.State switch
            {
                ShipmentState.Formed => await CreateAsync(current, stop),
                ShipmentState.InDoubt => await FindAsync(current, stop),
                ShipmentState.Sent => await LookAsync(current, stop),
                ShipmentState.Ended => await ReadAsync(current, stop),
                _ => throw new InvalidOperationException($"a shipment that is {current.Shipment.State} has no turn"),
            };
    }

    private async Task<ShipmentLease?> CreateAsync(ShipmentLease lease, CancellationToken stop)
    {
        var shipment = lease.Shipment;
        if (clock.GetUtcNow() >= shipment.LatestSafeStart || live.Known(shipment.Model).FirstOrDefault() is not { } model)
            return await DropAsync(lease, RowFailures.Unsent, stop);
        var lines = await shipments.LinesAsync(shipment.Id, stop);
        if (lines.Count == 0)
            return await DropAsync(lease, RowFailures.Unsent, stop);
        var rows = lines.Select(line => new ShipmentLine(line.AttemptId, messages.ReadAgain(line.Body), line.MaxOutputTokens)).ToList();
        // In doubt before it goes out: whoever finds it so looks for the batch, and never creates another.
        var doubt = shipment with { State = ShipmentState.InDoubt, CreatedAt = clock.GetUtcNow() };
        if (await SaveAsync(lease, doubt, null, stop) is not { } sending)
            return null;
        var result = await client.CreateAsync(doubt, model, rows, stop);
        LogCreated(shipment.Id, rows.Count, shipment.Model, result.GetType().Name);
        return result switch
        {
            CreateResult.Created created => await SentAsync(sending, created.ProviderId, stop),
            CreateResult.Refused refused => await RefusedAsync(sending, refused, stop),
            CreateResult.InDoubt uncertain => await SaveAsync(sending, doubt, LookTimes.AfterFailure(0, clock.GetUtcNow(), null), stop, uncertain.Detail),
            _ => throw new InvalidOperationException("a create without a result"),
        };
    }

    private async Task<ShipmentLease?> SentAsync(ShipmentLease lease, string providerId, CancellationToken stop)
    {
        var sent = lease.Shipment with { State = ShipmentState.Sent, ProviderId = providerId, Polls = 0 };
        return await SaveAsync(lease, sent, await NextLookAsync(sent, stop), stop);
    }

    // What asking again cannot cure goes another way; what it can is asked again until its time is up.
    private async Task<ShipmentLease?> RefusedAsync(ShipmentLease lease, CreateResult.Refused refused, CancellationToken stop)
    {
        if (Failures.IsForGood(refused.Kind))
            return await DropAsync(lease, RowFailures.Refused(refused.Kind, refused.Detail), stop);
        var formed = lease.Shipment with { State = ShipmentState.Formed, CreatedAt = null, Refusals = lease.Shipment.Refusals + 1 };
        var next = LookTimes.AfterFailure(formed.Refusals, clock.GetUtcNow(), refused.RetryAfter);
        return await SaveAsync(lease, formed, next, stop, refused.Detail);
    }

    private async Task<ShipmentLease?> FindAsync(ShipmentLease lease, CancellationToken stop)
    {
        var (shipment, now) = (lease.Shipment, clock.GetUtcNow());
        var createdAt = shipment.CreatedAt ?? throw new InvalidOperationException("in doubt, and never created");
        var known = await shipments.KnownBatchesAsync(shipment.Provider.Name, createdAt - shipment.Provider.Batch.ExpiresAfter, stop);
        var result = await client.FindAsync(shipment, known, stop);
        if (result is FindResult.Found found)
        {
            LogAdopted(shipment.Id, found.ProviderId);
            return await SentAsync(lease, found.ProviderId, stop);
        }

        // What may be there was perhaps charged: its holds stay open until the money is known, and the batch is looked for all the same. Where one is
        // listed that may be it, or the list cannot be read, buying again would likely pay twice: there is time for that at the latest safe start.
        var (doubtEnds, lifeEnds) = (createdAt + options.DoubtAtMost, createdAt + shipment.Provider.Batch.ExpiresAfter);
        var isNowhere = shipment.Polls >= LooksInVain && result is FindResult.NotFound;
        if (isNowhere && now >= lifeEnds)
            return await DropAsync(lease, RowFailures.NeverMade, stop);
        if ((isNowhere && now >= doubtEnds) || now >= shipment.LatestSafeStart)
            await landings.LandAllAsync(shipment.Id, RowFailures.Overdue, stop);
        var looked = shipment with { Polls = shipment.Polls + 1 };
        if (now >= lifeEnds + shipment.Provider.Batch.ExpiresAfter)
            return await DropAsync(lease, RowFailures.Overdue, stop);
        var next = LookTimes.AfterFailure(looked.Polls, now, (result as FindResult.Unknown)?.RetryAfter);
        return await SaveAsync(lease, looked, now < doubtEnds && next > doubtEnds ? doubtEnds : next, stop, (result as FindResult.Unknown)?.Detail ?? "no such batch is listed");
    }

    private async Task<ShipmentLease?> LookAsync(ShipmentLease lease, CancellationToken stop)
    {
        if (await IsToEndAsync(lease.Shipment, stop) && await CancelAsync(lease, stop) is { IsDone: true } cancelled)
            return cancelled.Lease;
        var result = await client.LookAsync(lease.Shipment, stop);
        var (shipment, now) = (lease.Shipment with { Polls = lease.Shipment.Polls + 1 }, clock.GetUtcNow());
        if (result is LookResult.Seen { Status: { End: { } end } status })
            return end == BatchEnd.Refused
                ? await TurnedAwayAsync(lease, status, stop)
                : await SaveAsync(lease, shipment with { State = ShipmentState.Ended, Polls = 0 }, null, stop, status: status);
        if (now >= shipment.OverdueAt)
            await landings.LandAllAsync(shipment.Id, RowFailures.Overdue, stop);
        if (result is LookResult.NotFound && now >= (shipment.CreatedAt ?? now) + (2 * shipment.Provider.Batch.ExpiresAfter))
            return await DropAsync(lease, RowFailures.Overdue, stop);
        return result is LookResult.Failed failed
            ? await SaveAsync(lease, shipment, LookTimes.AfterFailure(1, now, failed.RetryAfter), stop, failed.Detail)
            : await SaveAsync(lease, shipment, await NextLookAsync(shipment, stop), stop);
    }

    // At its latest safe start; or as soon as nobody waits for any of its rows, as when it was found after they had gone another way.
    private async Task<bool> IsToEndAsync(Shipment shipment, CancellationToken stop) => shipment.CancelledAt is null
        && (clock.GetUtcNow() >= shipment.LatestSafeStart || (await shipments.OpenRowsAsync(shipment.Id, 1, stop)).Count == 0);

    // The way back begins: what is answered by now is paid and will be read, the rest is bought at once. Where the provider does not take the word,
    // it is looked at all the same: it may have ended by itself.
    private async Task<(bool IsDone, ShipmentLease? Lease)> CancelAsync(ShipmentLease lease, CancellationToken stop)
    {
        var result = await client.CancelAsync(lease.Shipment, stop);
        LogCancelled(lease.Shipment.Id, result.GetType().Name);
        if (result is CancelResult.Failed)
            return (false, lease);
        var cancelled = lease.Shipment with { CancelledAt = clock.GetUtcNow() };
        return (true, await SaveAsync(lease, cancelled, null, stop, "called back: its latest safe start has come, or nobody waits for it"));
    }

    // Nothing of it was begun. Where only the quota of waiting tokens stood in the way, its rows wait for the next shipment.
    private async Task<ShipmentLease?> TurnedAwayAsync(ShipmentLease lease, BatchStatus status, CancellationToken stop)
    {
        var code = status.ErrorCode ?? "refused";
        if (code != "token_limit_exceeded")
            return await DropAsync(lease, RowFailures.Refused(FailureKind.InvalidRequest, $"the batch was refused: {code}"), stop);
        var now = clock.GetUtcNow();
        return await shipments.ReturnAsync(lease, code, Cohorts.LeastQuotaPause, now, stop)
            ? null
            : await DropAsync(lease, RowFailures.Refused(FailureKind.RateLimited, $"the batch was refused: {code}"), stop);
    }

    private async Task<ShipmentLease?> ReadAsync(ShipmentLease lease, CancellationToken stop)
    {
        var status = lease.Status ?? throw new InvalidOperationException("ended, and it is not known how");
        var (isWhole, detail) = await reader.ReadAsync(lease.Shipment, status, stop);
        var now = clock.GetUtcNow();
        if (isWhole)
            return await SaveAsync(lease, lease.Shipment with { State = ShipmentState.Closed }, now, stop, detail);
        // What cannot be read in time goes the way back; whatever is read later is booked.
        if (now >= lease.Shipment.OverdueAt)
            await landings.LandAllAsync(lease.Shipment.Id, RowFailures.Overdue, stop);
        var again = lease.Shipment with { Polls = lease.Shipment.Polls + 1 };
        return await SaveAsync(lease, again, LookTimes.AfterFailure(again.Polls - 1, now, null), stop, detail);
    }

    private async Task<ShipmentLease?> DropAsync(ShipmentLease lease, CallResult.Failed result, CancellationToken stop)
    {
        // Who lost the lease without knowing must not say that nothing was sent: another may have sent it since.
        var begin = new ShipmentTurn(lease.Shipment, null, clock.GetUtcNow(), result.Detail, lease.Status);
        if (await shipments.SaveAsync(lease, begin, stop) is not { } held)
            return null;
        lease = held;
        await landings.LandAllAsync(lease.Shipment.Id, result, stop);
        var now = clock.GetUtcNow();
        if ((await shipments.OpenRowsAsync(lease.Shipment.Id, 1, stop)).Count == 0)
            return await SaveAsync(lease, lease.Shipment with { State = ShipmentState.Dropped }, now, stop, result.Detail);
        // A row that another worker has just now is not landed: it is seen to in the next turn. There surely is no batch, so nothing is in doubt.
        var kept = lease.Shipment is { State: ShipmentState.InDoubt } && !result.MayBeCharged
            ? lease.Shipment with { State = ShipmentState.Formed, CreatedAt = null }
            : lease.Shipment;
        return await SaveAsync(lease, kept, LookTimes.AfterFailure(0, now, null), stop, result.Detail);
    }

    private async Task<DateTimeOffset> NextLookAsync(Shipment shipment, CancellationToken stop) =>
        LookTimes.Next(shipment, clock.GetUtcNow(), await shipments.UnderWayAsync(shipment.Provider.Name, stop));

    private async Task<ShipmentLease?> SaveAsync(
        ShipmentLease lease, Shipment shipment, DateTimeOffset? next, CancellationToken stop, string? detail = null, BatchStatus? status = null)
    {
        var now = clock.GetUtcNow();
        var due = next is { } wanted ? LookTimes.InTime(shipment, now, wanted) : next;
        // A row that another worker had when all were to go the way back is seen to soon, whenever the provider wants to be asked again.
        if (due is { } late && shipment.ClosesLate(now) && (await shipments.OpenRowsAsync(shipment.Id, 1, stop)).Count > 0)
            due = LookTimes.Earlier(late, LookTimes.AfterFailure(0, now, null));
        var saved = await shipments.SaveAsync(lease, new ShipmentTurn(shipment, due, now, detail, status ?? lease.Status), stop);
        return next is null ? saved : null;
    }

    [LoggerMessage(340, LogLevel.Information, "Shipment {Shipment} of {Rows} rows for {Model}: create {Result}")]
    private partial void LogCreated(Guid shipment, int rows, string model, string result);

    [LoggerMessage(341, LogLevel.Warning, "Shipment {Shipment} was in doubt; its batch {Batch} is adopted")]
    private partial void LogAdopted(Guid shipment, string batch);

    [LoggerMessage(342, LogLevel.Information, "Shipment {Shipment} is called back at its latest safe start: {Result}")]
    private partial void LogCancelled(Guid shipment, string result);
}
