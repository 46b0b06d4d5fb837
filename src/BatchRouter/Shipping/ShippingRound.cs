using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using BatchRouter.Rescuing;
using Microsoft.Extensions.Logging;

namespace BatchRouter.Shipping;

/// <summary>Takes up shipments whose turn came, several at once.</summary>
public sealed partial class ShippingRound(
    IShipments shipments, ShipmentRunner runner, ShippingOptions options, TimeProvider clock, ILogger<ShippingRound> logger, CancellationToken hardStop) : IRound
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();

    public TimeSpan Every => options.Every;

    private int Free => options.AtOnce - _running.Count;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        // More may be due than there are places, and what is called back must not wait for the next round behind what is only looked at.
        while (Free <= 0)
            await Task.WhenAny(_running.Values).WaitAsync(stop);
        var leases = await shipments.ClaimAsync(clock.GetUtcNow(), Free, [.. _running.Keys], stop);
        foreach (var lease in leases)
        {
            var ended = new TaskCompletionSource();
            _running[lease.Shipment.Id] = ended.Task;
            _ = RunAsync(lease, ended);
        }

        return leases.Count > 0;
    }

    /// <summary>Waits for what runs now.</summary>
    public Task FinishAsync() => Task.WhenAll(_running.Values);

    [SuppressMessage("Design", "CA1031", Justification = "The boundary of a turn: its state stands, and it is given back to be tried again.")]
    private async Task RunAsync(ShipmentLease lease, TaskCompletionSource ended)
    {
        await Task.Yield();
        try
        {
            await runner.RunAsync(lease, hardStop);
        }
        catch (OperationCanceledException) when (hardStop.IsCancellationRequested)
        {
            // Whoever takes it up goes on from where it stands.
        }
        catch (Exception fault)
        {
            LogFault(fault, lease.Shipment.Id);
            await AbandonAsync(lease);
        }
        finally
        {
            _running.TryRemove(lease.Shipment.Id, out _);
            ended.SetResult();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The lease stays then, until this worker ends.")]
    private async Task AbandonAsync(ShipmentLease lease)
    {
        try
        {
            await shipments.AbandonAsync(lease.Shipment.Id, LookTimes.AfterFailure(0, clock.GetUtcNow(), null), hardStop);
        }
        catch (Exception fault)
        {
            LogFault(fault, lease.Shipment.Id);
        }
    }

    [LoggerMessage(346, LogLevel.Error, "Shipment {Shipment} could not go on")]
    private partial void LogFault(Exception fault, Guid shipment);
}
