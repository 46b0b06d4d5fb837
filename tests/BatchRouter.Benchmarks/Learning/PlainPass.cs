namespace BatchRouter.Benchmarks.Learning;

/// <summary>The least that reading a prompt could be: one look at each 4-gram, counted in a table as large as the prompt reader's.</summary>
internal sealed class PlainPass
{
    private const uint Buckets = 3 << 16;

    private readonly byte[] _times = new byte[Buckets];

    public void Count(string prompt)
    {
        var times = _times;
        var window = 0UL;
        foreach (var c in prompt)
        {
            window = (window << 16) | c;
            var hash = (uint)((window * 0x9E3779B97F4A7C15UL) >> 32);
            times[(int)(((ulong)hash * Buckets) >> 32)]++;
        }
    }
}
