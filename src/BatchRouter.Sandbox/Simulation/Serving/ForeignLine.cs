using BatchRouter.Sandbox.Simulation.Batching;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Simulation.Serving;

/// <summary>A custom id that nobody here ever sent, spelt as ours are: a line that should not be in the results.</summary>
internal static class ForeignLine
{
    public static string CustomIdOf(ulong seed, SimulatedBatch batch, int number)
    {
        var chance = Chance.Of(seed, Draw.Identity, (ulong)batch.Number, (ulong)number, (ulong)Draw.BatchRow);
        return new CustomId(Id(ref chance), Id(ref chance)).ToString();
    }

    private static Guid Id(ref Chance chance)
    {
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes, chance.Bits());
        BitConverter.TryWriteBytes(bytes[8..], chance.Bits());
        return new(bytes);
    }
}
