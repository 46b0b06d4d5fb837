namespace BatchRouter.Routing.Naming;

/// <summary>Some models of a catalogue, by their places in it.</summary>
public sealed class ModelSet(int models)
{
    private readonly ulong[] _bits = new ulong[(models + 63) / 64];

    /// <summary>The first of them, or -1 where there is none.</summary>
    public int First { get; private set; } = -1;

    public bool Contains(int place) => (_bits[place >> 6] & (1UL << (place & 63))) != 0;

    public bool Overlaps(ModelSet other)
    {
        for (var i = 0; i < _bits.Length; i++)
            if ((_bits[i] & other._bits[i]) != 0)
                return true;
        return false;
    }

    internal void Add(int place)
    {
        _bits[place >> 6] |= 1UL << (place & 63);
        First = First < 0 ? place : Math.Min(First, place);
    }

    internal void AddAll(ModelSet others)
    {
        for (var place = 0; place < models; place++)
            if (others.Contains(place))
                Add(place);
    }
}
