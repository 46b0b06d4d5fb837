using System.Globalization;
using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// A process beyond doubt: ids are used again, but never with the same start time since the same boot.
/// The start time is field 22 of /proc/PID/stat, in clock ticks.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed record ProcessIdentity(int ProcessId, long StartTicks)
{
    /// <summary>A process that has ended but whose parent did not ask about it is still listed, in one of these states.</summary>
    private const string EndedStates = "ZXx";

    public static ProcessIdentity OfThisProcess() =>
        Of(Environment.ProcessId) ?? throw new InvalidOperationException("This process has no entry in /proc.");

    /// <summary>The process with this id as it runs now, or null when there is none.</summary>
    public static ProcessIdentity? Of(int processId)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{processId}/stat"), out var state) is { } identity && !EndedStates.Contains(state)
                ? identity
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads the text of a /proc/PID/stat file; null when it is none.</summary>
    public static ProcessIdentity? Parse(string stat, out char state)
    {
        state = 'X';
        // The program's name stands in parentheses and may itself hold spaces and parentheses: count from the last one.
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        if (open < 1 || close < open)
            return null;
        var fields = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length < 20
            || !int.TryParse(stat[..open].Trim(), CultureInfo.InvariantCulture, out var processId)
            || !long.TryParse(fields[19], CultureInfo.InvariantCulture, out var startTicks))
            return null;
        state = fields[0][0];
        return new ProcessIdentity(processId, startTicks);
    }

    public bool IsAlive() => Of(ProcessId) == this;

    /// <summary>Sends each signal in turn and waits after it, until the process has ended. Does nothing to a process that is another.</summary>
    /// <returns>Whether it has ended.</returns>
    public async Task<bool> EndAsync(IEnumerable<EndStep> steps, TimeProvider time, CancellationToken stop)
    {
        foreach (var (signal, patience) in steps)
        {
            if (!IsAlive())
                return true;
            Posix.Send(signal, ProcessId);
            if (await Patience.UntilAsync(() => !IsAlive(), patience, time, stop))
                return true;
        }

        return !IsAlive();
    }
}

/// <summary>A signal, and how long the process may take to end after it.</summary>
internal readonly record struct EndStep(Signal Signal, TimeSpan Patience);
