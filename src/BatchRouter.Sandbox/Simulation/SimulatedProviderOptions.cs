using System.Security.Cryptography;

namespace BatchRouter.Sandbox.Simulation;

/// <summary>Everything the simulated provider does follows from these and from what it is asked.</summary>
public sealed record SimulatedProviderOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Default: the demo's four models.</summary>
    public IReadOnlyList<SimulatedModel> Models { get; init; } = DefaultFleet.Models;

    /// <summary>Default: no fault. The demo asks for <see cref="FaultScript.Demo"/>.</summary>
    public FaultScript Faults { get; init; } = FaultScript.None;

    /// <summary>Answers from recorded outcomes instead of made-up ones; then the models are the recorded ones.</summary>
    public RecordedOutcomes? Replay { get; init; }

    /// <summary>0 (default) takes a free loopback port.</summary>
    public int Port { get; init; }

    /// <summary>Default: a new random key.</summary>
    public string ApiKey { get; init; } = "sim-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A larger request is refused with 413; default 32 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Default: the system's. A <see cref="ScaledClock"/> is taken as it is, any other runs under <see cref="TimeScale"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Seconds of the provider in a real one, once its clock is started (POST /sim/clock/start); default 1. All that it does takes its own
    /// time: thinking, batches, outages, rate limits, Retry-After.
    /// </summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>How batches fare; default: well, in the time that real ones take.</summary>
    public BatchScript Batches { get; init; } = BatchScript.None;

    /// <summary>Default: flex always has room.</summary>
    public FlexCapacity Flex { get; init; } = new();

    /// <summary>A larger batch file is refused; default 200 MB.</summary>
    public int MaxBatchFileBytes { get; init; } = 200 * 1024 * 1024;

    /// <summary>A batch file of more lines fails at validation; default 50,000.</summary>
    public int MaxBatchLines { get; init; } = 50_000;

    /// <summary>More message requests in one batch are refused; default 100,000.</summary>
    public int MaxMessageBatchRequests { get; init; } = 100_000;

    /// <summary>A larger message batch is refused; default 256 MB.</summary>
    public int MaxMessageBatchBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Options that answer from a file of recorded outcomes, with its models and without faults.</summary>
    public static SimulatedProviderOptions ForReplay(string path, int seed = 1) => new()
    {
        Seed = seed,
        Replay = RecordedOutcomes.Load(path),
        Models = RecordedOutcomes.Models,
    };
}
