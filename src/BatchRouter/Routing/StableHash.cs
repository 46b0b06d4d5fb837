using System.Buffers.Binary;
using System.Text;
using BatchRouter.Jobs;

namespace BatchRouter.Routing;

/// <summary>Chance that is the same on every machine, in every process and at every replay.</summary>
public static class StableHash
{
    /// <summary>A job's place in 0 to 1 (1 excluded) for one purpose; places of two purposes are independent.</summary>
    public static double Share(string purpose, JobKey key) => Of(purpose, key) / ((double)ulong.MaxValue + 1);

    /// <summary>FNV-1a over the UTF-8 of purpose and project and the bytes of the id, with the finaliser of MurmurHash3 (both public domain).</summary>
    public static ulong Of(string purpose, JobKey key)
    {
        var hash = Add(14_695_981_039_346_656_037, purpose);
        hash = Add(hash, key.Project);
        Span<byte> id = stackalloc byte[16];
        key.JobId.TryWriteBytes(id, bigEndian: true, out _);
        hash = Add(hash, BinaryPrimitives.ReadUInt64BigEndian(id));
        hash = Add(hash, BinaryPrimitives.ReadUInt64BigEndian(id[8..]));
        hash ^= hash >> 33;
        hash *= 0xff51afd7ed558ccd;
        hash ^= hash >> 33;
        hash *= 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    private static ulong Add(ulong hash, string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(text.AsSpan(0, Math.Min(text.Length, 80)), bytes);
        foreach (var value in bytes[..length])
            hash = (hash ^ value) * 1_099_511_628_211;
        return (hash ^ 0xff) * 1_099_511_628_211;
    }

    private static ulong Add(ulong hash, ulong number)
    {
        for (var shift = 56; shift >= 0; shift -= 8)
            hash = (hash ^ ((number >> shift) & 0xff)) * 1_099_511_628_211;
        return hash;
    }
}
