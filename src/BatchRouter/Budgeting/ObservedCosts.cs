using System.Collections.Concurrent;

namespace BatchRouter.Budgeting;

/// <summary>What attempts of a task at an offer cost lately: the holds of soft budgets are a quantile of it. In memory, per worker.</summary>
public sealed class ObservedCosts
{
    /// <summary>Nine in ten attempts cost no more.</summary>
    public const double Quantile = 0.9;

    // Fewer say too little: the most is held until then. The quantile is taken anew after as many.
    private const int Enough = 20;
    private const int Remembered = 200;

    private static readonly IReadOnlyDictionary<string, long> Nothing = new Dictionary<string, long>();

    private readonly ConcurrentDictionary<string, TaskCosts> _tasks = new();

    public void Observe(string task, string offer, long chargeNanoUsd) => _tasks.GetOrAdd(task, _ => new TaskCosts()).Add(offer, chargeNanoUsd);

    /// <summary>By offer: the quantile of the last 200 charges, nano-USD. Offers that were bought too rarely are not in it.</summary>
    public IReadOnlyDictionary<string, long> Of(string task) => _tasks.TryGetValue(task, out var costs) ? costs.Usual : Nothing;

    private sealed class TaskCosts
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, (Queue<long> Charges, int Fresh)> _offers = [];

        public volatile IReadOnlyDictionary<string, long> Usual = Nothing;

        public void Add(string offer, long charge)
        {
            lock (_lock)
            {
                var (charges, fresh) = _offers.TryGetValue(offer, out var known) ? known : (new Queue<long>(), 0);
                charges.Enqueue(charge);
                if (charges.Count > Remembered)
                    charges.Dequeue();
                var isDue = fresh + 1 == Enough;
                _offers[offer] = (charges, isDue ? 0 : fresh + 1);
                if (isDue)
                    Usual = new Dictionary<string, long>(Usual) { [offer] = At(charges) };
            }
        }

        private static long At(Queue<long> charges) => charges.Order().ElementAt((int)Math.Ceiling(Quantile * charges.Count) - 1);
    }
}
