using System.Collections.Concurrent;

namespace BatchRouter.Sandbox.Simulation.Answers;

/// <summary>
/// Keeps between one and two capacities of the entries used last: two generations, of which the older one is
/// dropped when the younger one is full. A value may be made twice by two threads; equal inputs make equal values.
/// </summary>
internal sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();
    private int _count;

    public TValue Get<TInput>(TKey key, TInput input, Func<TInput, TValue> make)
    {
        if (_young.TryGetValue(key, out var value))
            return value;
        if (!_old.TryGetValue(key, out value))
            value = make(input);
        if (_young.TryAdd(key, value) && Interlocked.Increment(ref _count) >= capacity)
        {
            Interlocked.Exchange(ref _count, 0);
            _old = Interlocked.Exchange(ref _young, new());
        }

        return value;
    }
}
