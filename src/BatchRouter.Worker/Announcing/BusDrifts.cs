using BatchRouter.Contracts;
using BatchRouter.Drifting;
using MassTransit;

namespace BatchRouter.Worker.Announcing;

/// <summary>Publishes drifts on the bus, with the broker's confirm.</summary>
public sealed class BusDrifts(IBus bus, TimeProvider clock) : IDriftAnnouncer
{
    /// <exception cref="TimeoutException">The broker did not confirm in time; it may have taken the message.</exception>
    public Task AnnounceAsync(UntoldDrift drift, CancellationToken stop) =>
        bus.Publish(Message(drift), stop).WaitAsync(BusAnnouncer.Patience, clock, stop);

    internal static TaskDrifted Message(UntoldDrift untold)
    {
        var (drift, measure) = (untold.Drift, untold.Drift.Measure);
        return new TaskDrifted
        {
            Number = untold.Number,
            Task = drift.Task,
            IsDrifting = drift.IsDrifting,
            Reason = drift.Reason,
            Audits = drift.Audits,
            CalibrationError = measure?.CalibrationError,
            AcceptedQuality = measure?.AcceptedQuality,
            AcceptedQualityLow = measure?.Accepted.Low,
            AcceptedQualityHigh = measure?.Accepted.High,
            At = untold.At,
        };
    }
}
