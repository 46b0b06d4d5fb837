using System.Runtime.Versioning;
using System.Text.Json;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// run.json: who owns a run's folder. The boot and the process namespace say where its process ids mean anything.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed record RunRecord(string Boot, string ProcessNamespace, int OwnerProcessId, long OwnerStartTicks)
{
    public const string FileName = "run.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static RunRecord OfThisProcess()
    {
        var self = ProcessIdentity.OfThisProcess();
        return new RunRecord(CurrentBoot(), CurrentProcessNamespace(), self.ProcessId, self.StartTicks);
    }

    /// <summary>The record in this folder, or null when none can be read.</summary>
    public static RunRecord? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(Path.Combine(folder, FileName)), Json);
        }
        catch (Exception failure) when (failure is IOException or JsonException)
        {
            return null;
        }
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json));

    /// <summary>What the next run may do about this one.</summary>
    public RunState StateNow()
    {
        if (Boot != CurrentBoot())
            return RunState.BeforeBoot;
        // A container that shares our temporary folder counts its processes from one, as we do: its ids are not ours.
        if (ProcessNamespace != CurrentProcessNamespace())
            return RunState.Elsewhere;
        return new ProcessIdentity(OwnerProcessId, OwnerStartTicks).IsAlive() ? RunState.Alive : RunState.OwnerDead;
    }

    private static string CurrentBoot() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    private static string CurrentProcessNamespace() => new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
}

internal enum RunState
{
    /// <summary>Its owner works with it.</summary>
    Alive,

    /// <summary>Its owner has ended; its servers may still run.</summary>
    OwnerDead,

    /// <summary>The machine has started anew: only its files are left.</summary>
    BeforeBoot,

    /// <summary>It belongs to another process namespace, where its ids mean other processes.</summary>
    Elsewhere,
}
