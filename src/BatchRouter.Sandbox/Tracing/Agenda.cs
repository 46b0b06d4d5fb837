namespace BatchRouter.Sandbox.Tracing;

/// <summary>What is to happen next, by time; at one time, in the order in which it was put down.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<(TraceEvent Event, TracedShipment? Shipment), (DateTimeOffset At, long Number)> _all = new();
    private long _number;

    /// <summary>The next moment; null, nothing is to come.</summary>
    public DateTimeOffset? Next => _all.TryPeek(out _, out var key) ? key.At : null;

    public void Add(DateTimeOffset at, TraceEvent what, TracedShipment? shipment = null) => _all.Enqueue((what, shipment), (at, _number++));

    public (TraceEvent Event, TracedShipment? Shipment) Take() => _all.Dequeue();
}

/// <summary>What can happen, beside arrivals.</summary>
internal enum TraceEvent
{
    /// <summary>Cohorts are formed of what is parked.</summary>
    Assembly,

    /// <summary>A shipment is sent.</summary>
    Departure,

    /// <summary>The provider has ended a shipment; nobody has seen it.</summary>
    End,

    /// <summary>A shipment's latest safe start has come.</summary>
    CallBack,

    /// <summary>A shipment is looked at.</summary>
    Look,
}
