namespace BatchRouter.Sandbox.Simulation;

/// <summary>
/// What a draw is for. Each purpose has a stream of its own, so that asking one question more
/// (log-probabilities, say) never changes the answer to another.
/// </summary>
internal enum Draw : ulong
{
    Difficulty = 1,
    Correctness,
    Flaw,
    Wording,
    Certainty,
    TokenWeights,
    Latency,
    Fault,
    Identity,
    Truth,
    Error,
    Workload,
    Crashing,
    Flex,
    BatchTimes,
    BatchFate,
    BatchRow,
    BatchOrder,
    OutageDay,
    BrokenCall,
    Tracing,
}

/// <summary>A stream of chance that depends only on what it was made from: SplitMix64 over mixed keys.</summary>
internal struct Chance
{
    private ulong _state;

    private Chance(ulong state) => _state = state;

    public static Chance Of(ulong seed, Draw purpose, ulong first, ulong second = 0, ulong third = 0) =>
        new(Mix(Mix(Mix(Mix(seed ^ (ulong)purpose * 0x9E37_79B9_7F4A_7C15) ^ first) ^ second) ^ third));

    /// <summary>FNV-1a over UTF-16 units, finished by a mix: the same on every machine, unlike string.GetHashCode.</summary>
    public static ulong Hash(ReadOnlySpan<char> text, ulong from = 0xCBF2_9CE4_8422_2325)
    {
        var hash = from;
        foreach (var unit in text)
            hash = (hash ^ unit) * 0x0000_0100_0000_01B3;
        return Mix(hash);
    }

    /// <summary>FNV-1a over bytes, finished by a mix.</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        var hash = 0xCBF2_9CE4_8422_2325;
        foreach (var unit in text)
            hash = (hash ^ unit) * 0x0000_0100_0000_01B3;
        return Mix(hash);
    }

    public ulong Bits() => Mix(_state += 0x9E37_79B9_7F4A_7C15);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [from, to], both included.</summary>
    public int Between(int from, int to) => from + (int)(Bits() % (ulong)(to - from + 1));

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Between(0, choices.Count - 1)];

    /// <summary>Standard normal, by Box and Muller.</summary>
    public double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - Unit())) * Math.Cos(2 * Math.PI * Unit());

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }
}
