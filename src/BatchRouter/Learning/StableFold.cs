using System.Text;

namespace BatchRouter.Learning;

/// <summary>Which part of the data an id belongs to: the same on every machine and in every process, whatever the order of the rows.</summary>
public static class StableFold
{
    /// <summary>0 to <paramref name="folds"/> - 1. FNV-1a with 64 bits over the id's UTF-8, mixed with the seed by SplitMix64's finalizer.</summary>
    public static int Of(string id, int folds, ulong seed) => (int)(Hash(id, seed) % (ulong)folds);

    /// <summary>64 well mixed bits of an id and a seed.</summary>
    public static ulong Hash(string id, ulong seed)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(id))
            hash = (hash ^ b) * 1099511628211UL;
        hash ^= (seed + 1) * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
