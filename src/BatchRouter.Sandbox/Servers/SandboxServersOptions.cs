namespace BatchRouter.Sandbox.Servers;

/// <summary>What a command says about the servers it wants. Every value has a default; the environment names the rest.</summary>
public sealed class SandboxServersOptions
{
    /// <summary>Takes one line per step (what was chosen, what is installed); the caller prints it. Default: silence.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>The clock of every wait and time limit here.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads an environment variable; tests give their own. Default: the process environment.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Whether (d), apt-get on Debian and Ubuntu as root, may be used. Default: yes.</summary>
    public bool MayInstallPackages { get; init; } = true;
}
