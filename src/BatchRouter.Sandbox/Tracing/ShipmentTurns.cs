using BatchRouter.Catalog;
using BatchRouter.Sandbox.Tracing.Policies;
using BatchRouter.Sandbox.Tracing.World;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>The life of simulated shipments, as <see cref="ShipmentRunner"/> leads them: sent, looked at, called back at the latest safe start, read.</summary>
/// <param name="policy">When they leave, and whether they are called back.</param>
/// <param name="world">What the provider does.</param>
/// <param name="past">Told of all.</param>
/// <param name="agenda">Of the run.</param>
/// <param name="tally">Of the run.</param>
/// <param name="choose">Chooses anew for a row that expired.</param>
/// <param name="buy">Buys a row synchronously.</param>
internal sealed class ShipmentTurns(
    ILanePolicy policy, TraceWorld world, Experience past, Agenda agenda, TraceTally tally, Action<TraceJob, DateTimeOffset> choose,
    Action<TraceJob, DateTimeOffset> buy)
{
    private readonly List<Forecast> _forecasts = [];

    /// <summary>Of each shipment that was forecast.</summary>
    public IReadOnlyList<Forecast> Forecasts => _forecasts;

    public void Form(IReadOnlyList<TraceJob> jobs, DateTimeOffset latestSafeStart, DateTimeOffset now)
    {
        var shipment = new TracedShipment
        {
            Key = jobs[0].Number,
            Jobs = jobs,
            Shipment = new Shipment
            {
                Id = Guid.Empty,
                Provider = TraceModel.Model.Provider,
                Model = TraceModel.Model.Name,
                ProviderModel = TraceModel.Model.ProviderModel,
                Rows = jobs.Count,
                State = ShipmentState.Formed,
                FormedAt = now,
                LatestSafeStart = latestSafeStart,
            },
        };
        agenda.Add(policy.DepartureOf(shipment, now), TraceEvent.Departure, shipment);
    }

    public void Turn(TraceEvent what, TracedShipment shipment, DateTimeOffset now)
    {
        switch (what)
        {
            case TraceEvent.Departure:
                Depart(shipment, now);
                break;
            case TraceEvent.End:
                See(shipment, now);
                break;
            case TraceEvent.CallBack when !shipment.IsRead:
                CallBack(shipment, now);
                break;
            case TraceEvent.Look when !shipment.IsRead:
                Look(shipment, now);
                break;
        }
    }

    private void Depart(TracedShipment shipment, DateTimeOffset now)
    {
        if (policy.ComesBack && now >= shipment.LatestSafeStart)
        {
            foreach (var job in shipment.Jobs)
                buy(job, now);
            return;
        }

        // Where nobody answers, a create is refused; it is tried again until it passes, or its time is up.
        var light = world.Weather.Light(now);
        if (light > now)
        {
            agenda.Add(policy.ComesBack && light > shipment.LatestSafeStart ? shipment.LatestSafeStart : light, TraceEvent.Departure, shipment);
            return;
        }

        Send(shipment, now);
    }

    private void Send(TracedShipment shipment, DateTimeOffset now)
    {
        shipment.Shipment = shipment.Shipment with { State = ShipmentState.Sent, CreatedAt = now };
        shipment.SentAt = now;
        shipment.Work = world.Times.Work(shipment.Key, now);
        var (done, expires) = (world.Weather.After(now, shipment.Work), now + BatchTimes.ExpiresAfter);
        shipment.IsWhole = done <= expires;
        shipment.EndsAt = shipment.IsWhole ? done : expires;
        shipment.Forecast = policy.Forecast(shipment.Jobs.Count, shipment.LatestSafeStart - now);
        past.Sent(shipment);
        tally.Shipments++;
        agenda.Add(shipment.EndsAt, TraceEvent.End, shipment);
        if (policy.ComesBack)
            agenda.Add(shipment.LatestSafeStart, TraceEvent.CallBack, shipment);
    }

    // The end falls somewhere between two looks. After the call back there are looks of its own.
    private void See(TracedShipment shipment, DateTimeOffset now)
    {
        if (shipment.IsRead || now != shipment.EndsAt || (policy.ComesBack && now > shipment.LatestSafeStart))
            return;
        var pause = LookTimes.Next(shipment.Shipment, now, past.UnderWay) - now;
        agenda.Add(now + pause * world.Times.Overlooked(shipment.Key, now), TraceEvent.Look, shipment);
    }

    private void CallBack(TracedShipment shipment, DateTimeOffset now)
    {
        shipment.Shipment = shipment.Shipment with { CancelledAt = now };
        var ends = now + world.Times.Cancelling(shipment.Key, now);
        if (ends < shipment.EndsAt)
            (shipment.EndsAt, shipment.IsWhole) = (ends, false);
        Look(shipment, now);
    }

    private void Look(TracedShipment shipment, DateTimeOffset now)
    {
        var terms = shipment.Shipment.Provider.Batch;
        var light = world.Weather.Light(now);
        if (shipment.EndsAt <= now && light <= now)
        {
            Read(shipment, now);
            return;
        }

        if (policy.ComesBack && !shipment.IsGivenUp && now >= shipment.LatestSafeStart + terms.CancelTakes)
            GiveUp(shipment, now);
        // Looks in a blackout show nothing, and are left out.
        var next = LookTimes.Next(shipment.Shipment, now, past.UnderWay);
        agenda.Add(shipment.IsGivenUp && light > next ? light : next, TraceEvent.Look, shipment);
    }

    // What is answered there all the same is charged twice, and shows when it is read.
    private void GiveUp(TracedShipment shipment, DateTimeOffset now)
    {
        shipment.IsGivenUp = true;
        past.CalledBack += shipment.Jobs.Count;
        foreach (var job in shipment.Jobs)
            buy(job, now);
    }

    private void Read(TracedShipment shipment, DateTimeOffset now)
    {
        shipment.IsRead = true;
        past.Ended();
        if (shipment.Forecast is { } forecast)
            _forecasts.Add(new Forecast(forecast, shipment.CameInTime));
        foreach (var job in shipment.Jobs)
            Land(shipment, job, now);
    }

    private void Land(TracedShipment shipment, TraceJob job, DateTimeOffset now)
    {
        var isAnswered = shipment.IsWhole || world.Weather.After(shipment.SentAt!.Value, shipment.Work * world.Times.Part(job.Number, shipment.Key)) <= shipment.EndsAt;
        if (shipment.IsGivenUp)
        {
            past.ChargedTwice += isAnswered ? 1 : 0;
            if (isAnswered)
                tally.ChargeTwice();
        }
        else if (isAnswered)
        {
            tally.Charge(Lane.Batch);
            tally.Answer(job, Lane.Batch, now);
        }
        else if (policy.ComesBack && now >= shipment.LatestSafeStart)
        {
            past.CalledBack++;
            buy(job, now);
        }
        else
        {
            choose(job, now);
        }
    }
}
