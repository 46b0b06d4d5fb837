using BatchRouter.Lanes;
using BatchRouter.Sandbox.Tracing.World;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>What a policy may know of its own past: shipments as far as they were looked at, and synchronous calls.</summary>
internal sealed class Experience
{
    /// <summary>The newest so many are learned from.</summary>
    private const int SamplesAtMost = 6_000;

    private const int CallsAtMost = 4_000;
    private readonly List<TracedShipment> _sent = [];
    private readonly Queue<(DateTimeOffset AnsweredAt, TimeSpan Took)> _calls = new();

    /// <summary>Shipments that the provider works on.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Rows that were not answered at their latest safe start, and were called back.</summary>
    public long CalledBack { get; set; }

    /// <summary>Rows charged in batch and sync.</summary>
    public long ChargedTwice { get; set; }

    public void Sent(TracedShipment shipment)
    {
        _sent.Add(shipment);
        UnderWay++;
    }

    public void Ended() => UnderWay--;

    public void Called(SyncCall call)
    {
        _calls.Enqueue((call.AnsweredAt, call.Took));
        if (_calls.Count > CallsAtMost)
            _calls.Dequeue();
    }

    /// <summary>The time that so large a share of synchronous calls stayed under, of those that are back; null, there are too few to tell.</summary>
    public TimeSpan? CallQuantile(double share, DateTimeOffset now)
    {
        var times = _calls.Where(call => call.AnsweredAt <= now).Select(call => call.Took).Order().ToList();
        return times.Count * (1 - share) >= 2 ? times[(int)Math.Ceiling(share * times.Count) - 1] : null;
    }

    /// <summary>The newest shipments: ended ones with the provider's time, open ones with the last look's.</summary>
    public List<CompletionSample> Samples(DateTimeOffset now)
    {
        var samples = new List<CompletionSample>(Math.Min(_sent.Count, SamplesAtMost));
        for (var i = Math.Max(0, _sent.Count - SamplesAtMost); i < _sent.Count; i++)
            samples.Add(SampleOf(_sent[i], now));
        return samples;
    }

    private CompletionSample SampleOf(TracedShipment sent, DateTimeOffset now)
    {
        var (sentAt, shipment) = (sent.SentAt!.Value, sent.Shipment);
        if (sent.IsRead)
            return Sample(sent.EndsAt - sentAt, !sent.IsWhole);
        // The last look was about a pause ago.
        var looked = now - (LookTimes.Next(shipment, now, UnderWay) - now);
        return Sample(looked > sentAt ? looked - sentAt : TimeSpan.Zero, true);

        CompletionSample Sample(TimeSpan elapsed, bool isCensored) =>
            new(shipment.Provider.Name, shipment.Model, shipment.Rows, sentAt, elapsed, isCensored);
    }
}
