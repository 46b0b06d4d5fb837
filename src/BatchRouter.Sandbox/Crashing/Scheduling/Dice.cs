using BatchRouter.Sandbox.Simulation;

namespace BatchRouter.Sandbox.Crashing.Scheduling;

/// <summary>One stream of a seed's chance. Each part of the world has its own, so that none disturbs another.</summary>
internal sealed class Dice(ulong seed, ulong stream)
{
    private Chance _chance = Chance.Of(seed, Draw.Crashing, stream);

    /// <summary>From 0 to below a number.</summary>
    public int Below(int count) => _chance.Between(0, count - 1);

    public int Between(int from, int to) => _chance.Between(from, to);

    public bool Percent(double chance) => _chance.Unit() * 100 < chance;

    public T Pick<T>(IReadOnlyList<T> choices) => _chance.Pick(choices);

    public TimeSpan Milliseconds(int from, int to) => TimeSpan.FromMilliseconds(Between(from, to));

    public TimeSpan Seconds(double from, double to) => TimeSpan.FromMilliseconds((int)(1_000 * (from + (to - from) * _chance.Unit())));

    /// <summary>Small numbers are as likely as large ones.</summary>
    public long Logarithmic(long from, long to) => (long)(from * Math.Pow((double)to / from, _chance.Unit()));

    public Guid Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, _chance.Bits());
        BitConverter.TryWriteBytes(bytes[8..], _chance.Bits());
        return new Guid(bytes);
    }
}
