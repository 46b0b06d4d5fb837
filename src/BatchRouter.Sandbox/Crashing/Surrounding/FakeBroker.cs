using BatchRouter.Sandbox.Crashing.Scheduling;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>
/// A queue that delivers at least once: out of order, late, twice, again after a loss on the way, and again what a dead or silent
/// consumer had not acknowledged.
/// </summary>
internal sealed class FakeBroker(World world, Dice dice)
{
    private readonly List<SubmittedBody> _queue = [];
    private readonly List<IConsumer> _consumers = [];
    private readonly List<Delivery> _unacknowledged = [];

    // Not queued, and not lost either.
    private int _onTheWay;

    public bool IsEmpty => _queue.Count == 0 && _unacknowledged.Count == 0 && _onTheWay == 0;

    public void Publish(SubmittedBody body)
    {
        _queue.Add(body);
        if (!world.IsCalm && dice.Percent(8))
            Requeue(body, dice.Seconds(0, 20));
        Pump();
    }

    public void Connect(IConsumer consumer)
    {
        _consumers.Add(consumer);
        Pump();
    }

    /// <summary>The consumer is gone or not heard of: what it had not acknowledged is delivered again.</summary>
    public void Disconnect(IConsumer consumer)
    {
        _consumers.Remove(consumer);
        foreach (var delivery in _unacknowledged.Where(delivery => delivery.Consumer == consumer).ToList())
            Return(delivery);
    }

    public void Acknowledge(Delivery delivery)
    {
        _unacknowledged.Remove(delivery);
        Pump();
    }

    public void Return(Delivery delivery)
    {
        if (_unacknowledged.Remove(delivery))
            Requeue(delivery.Body, dice.Milliseconds(10, 1_500));
    }

    private void Requeue(SubmittedBody body, TimeSpan after)
    {
        _onTheWay++;
        world.Context.After(after, () =>
        {
            _onTheWay--;
            _queue.Add(body);
            Pump();
        });
    }

    private void Pump()
    {
        while (_queue.Count > 0 && _consumers.Where(consumer => consumer.HasRoom).ToList() is { Count: > 0 } free)
        {
            var index = dice.Below(_queue.Count);
            var body = _queue[index];
            _queue.RemoveAt(index);
            if (!world.IsCalm && dice.Percent(2))
                Requeue(body, dice.Milliseconds(100, 3_000));
            else
                Deliver(dice.Pick(free), body);
        }
    }

    private void Deliver(IConsumer consumer, SubmittedBody body)
    {
        var delivery = new Delivery(consumer, body);
        _unacknowledged.Add(delivery);
        consumer.Take(delivery);
    }
}

/// <summary>A worker's end of the queue.</summary>
internal interface IConsumer
{
    bool HasRoom { get; }

    void Take(Delivery delivery);
}

/// <summary>One message on its way to one consumer.</summary>
internal sealed class Delivery(IConsumer consumer, SubmittedBody body)
{
    public IConsumer Consumer => consumer;

    public SubmittedBody Body => body;
}
