using System.Collections.Concurrent;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>
/// Counts calls: of the provider, of each model, and tries of the same content at the same model.
/// The last grows by some 60 bytes per distinct request for as long as the provider lives.
/// </summary>
internal sealed class CallBook
{
    private readonly ConcurrentDictionary<(ulong, string), int> _tries = new();
    private readonly ConcurrentDictionary<string, Load> _models = new(StringComparer.Ordinal);
    private long _calls;

    public (long OfProvider, long OfModel, int Try) Count(string model, ulong contentKey) => (
        Interlocked.Increment(ref _calls),
        Interlocked.Increment(ref LoadOf(model).Calls),
        _tries.AddOrUpdate((contentKey, model), 1, static (_, tries) => tries + 1));

    /// <summary>Null when the model is full.</summary>
    public Seat? Enter(SimulatedModel model)
    {
        var load = LoadOf(model.Name);
        if (Interlocked.Increment(ref load.InFlight) <= (model.MaxConcurrency ?? int.MaxValue))
            return new(load);
        Interlocked.Decrement(ref load.InFlight);
        return null;
    }

    private Load LoadOf(string model) => _models.GetOrAdd(model, static _ => new());

    internal sealed class Load
    {
        public long Calls;
        public int InFlight;
    }

    internal sealed class Seat(Load load) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref load.InFlight);
    }
}
