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

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Options that answer from a file of recorded outcomes, with its models and without faults.</summary>
    public static SimulatedProviderOptions ForReplay(string path, int seed = 1) => new()
    {
        Seed = seed,
        Replay = RecordedOutcomes.Load(path),
        Models = RecordedOutcomes.Models,
    };
}
