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
        // In doubt before it goes out: whoever finds it so looks for the batch, and never creates another.
        var doubt = shipment with { State = ShipmentState.InDoubt, CreatedAt = clock.GetUtcNow() };
        if (await SaveAsync(lease, doubt, null, stop) is not { } sending)
            return null;
        var rows = lines.Select(line => new ShipmentLine(line.AttemptId, messages.ReadAgain(line.Body), line.MaxOutputTokens)).ToList();
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
        return await SaveAsync(lease, formed, next < formed.LatestSafeStart ? next : formed.LatestSafeStart, stop, refused.Detail);
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

        // What may be there was perhaps charged: its holds stay open until the money is known, and the batch is looked for all the same.
        if (now >= createdAt + options.DoubtAtMost || now >= shipment.LatestSafeStart)
            await landings.LandAllAsync(shipment.Id, RowFailures.Overdue, stop);
        var looked = shipment with { Polls = shipment.Polls + 1 };
        if (now >= createdAt + (2 * shipment.Provider.Batch.ExpiresAfter))
            return await DropAsync(lease, RowFailures.Overdue, stop);
        var next = LookTimes.AfterFailure(looked.Polls, now, (result as FindResult.Unknown)?.RetryAfter);
        return await SaveAsync(lease, looked, next, stop, (result as FindResult.Unknown)?.Detail ?? "no such batch is listed");
    }

    private async Task<ShipmentLease?> LookAsync(ShipmentLease lease, CancellationToken stop)
    {
        if (lease.Shipment.CancelledAt is null && clock.GetUtcNow() >= lease.Shipment.LatestSafeStart)
            return await CancelAsync(lease, stop);
        var result = await client.LookAsync(lease.Shipment, stop);
        var (shipment, now) = (lease.Shipment with { Polls = lease.Shipment.Polls + 1 }, clock.GetUtcNow());
        if (result is LookResult.Seen { Status: { End: { } end } status })
            return end == BatchEnd.Refused
                ? await TurnedAwayAsync(lease, status, stop)
                : await SaveAsync(lease, shipment with { State = ShipmentState.Ended }, null, stop, status: status);
        if (now >= shipment.LatestSafeStart + shipment.Provider.Batch.CancelTakes)
            await landings.LandAllAsync(shipment.Id, RowFailures.Overdue, stop);
        return result is LookResult.Failed failed
            ? await SaveAsync(lease, shipment, LookTimes.AfterFailure(1, now, failed.RetryAfter), stop, failed.Detail)
            : await SaveAsync(lease, shipment, await NextLookAsync(shipment, stop), stop);
    }

    // The way back begins: what is answered by now is paid and will be read, the rest is bought at once.
    private async Task<ShipmentLease?> CancelAsync(ShipmentLease lease, CancellationToken stop)
    {
        var result = await client.CancelAsync(lease.Shipment, stop);
        LogCancelled(lease.Shipment.Id, result.GetType().Name);
        var now = clock.GetUtcNow();
        if (result is CancelResult.Taken)
            return await SaveAsync(lease, lease.Shipment with { CancelledAt = now }, null, stop, "called back: its latest safe start has come");
        var failed = (CancelResult.Failed)result;
        if (now >= lease.Shipment.LatestSafeStart + lease.Shipment.Provider.Batch.CancelTakes)
            await landings.LandAllAsync(lease.Shipment.Id, RowFailures.Overdue, stop);
        return await SaveAsync(lease, lease.Shipment, LookTimes.AfterFailure(0, now, failed.RetryAfter), stop, failed.Detail);
    }

    // Nothing of it was begun. Where only the quota of waiting tokens stood in the way, its rows wait for the next shipment.
    private async Task<ShipmentLease?> TurnedAwayAsync(ShipmentLease lease, BatchStatus status, CancellationToken stop)
    {
        var code = status.ErrorCode ?? "refused";
        if (code != "token_limit_exceeded")
            return await DropAsync(lease, RowFailures.Refused(FailureKind.InvalidRequest, $"the batch was refused: {code}"), stop);
        var now = clock.GetUtcNow();
        await shipments.ReturnAsync(lease, code, LookTimes.AfterFailure(3, now, null), now, stop);
        return null;
    }

    private async Task<ShipmentLease?> ReadAsync(ShipmentLease lease, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var status = lease.Status ?? throw new InvalidOperationException("ended, and it is not known how");
        var (isWhole, detail) = await reader.ReadAsync(lease.Shipment, status, stop);
        if (isWhole)
            return await SaveAsync(lease, lease.Shipment with { State = ShipmentState.Closed }, now, stop, detail);
        var again = lease.Shipment with { Polls = lease.Shipment.Polls + 1 };
        return await SaveAsync(lease, again, LookTimes.AfterFailure(0, now, null), stop, detail);
    }

    private async Task<ShipmentLease?> DropAsync(ShipmentLease lease, CallResult.Failed result, CancellationToken stop)
    {
        await landings.LandAllAsync(lease.Shipment.Id, result, stop);
        var now = clock.GetUtcNow();
        // A row that another worker has just now is not landed: it is seen to in the next turn.
        var isEmpty = (await shipments.OpenRowsAsync(lease.Shipment.Id, 1, stop)).Count == 0;
        return isEmpty
            ? await SaveAsync(lease, lease.Shipment with { State = ShipmentState.Dropped }, now, stop, result.Detail)
            : await SaveAsync(lease, lease.Shipment, LookTimes.AfterFailure(0, now, null), stop, result.Detail);
    }

    private async Task<DateTimeOffset> NextLookAsync(Shipment shipment, CancellationToken stop) =>
        LookTimes.Next(shipment, clock.GetUtcNow(), await shipments.UnderWayAsync(shipment.Provider.Name, stop));

    private async Task<ShipmentLease?> SaveAsync(
        ShipmentLease lease, Shipment shipment, DateTimeOffset? next, CancellationToken stop, string? detail = null, BatchStatus? status = null)
    {
        var saved = await shipments.SaveAsync(lease, new ShipmentTurn(shipment, next, clock.GetUtcNow(), detail, status ?? lease.Status), stop);
        return next is null ? saved : null;
    }

    [LoggerMessage(340, LogLevel.Information, "Shipment {Shipment} of {Rows} rows for {Model}: create {Result}")]
    private partial void LogCreated(Guid shipment, int rows, string model, string result);

    [LoggerMessage(341, LogLevel.Warning, "Shipment {Shipment} was in doubt; its batch {Batch} is adopted")]
    private partial void LogAdopted(Guid shipment, string batch);

    [LoggerMessage(342, LogLevel.Information, "Shipment {Shipment} is called back at its latest safe start: {Result}")]
    private partial void LogCancelled(Guid shipment, string result);
}
