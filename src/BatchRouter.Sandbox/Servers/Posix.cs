using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>The three calls of libc that .NET has no words for: .NET can only kill, and knows no owners of files.</summary>
internal static class Posix
{
    public static uint EffectiveUserId => geteuid();

    public static bool IsRoot => OperatingSystem.IsLinux() && geteuid() == 0;

    /// <summary>Sends a signal; a process that has just ended is no error.</summary>
    public static void Send(Signal signal, int processId) => _ = kill(processId, (int)signal);

    [SupportedOSPlatform("linux")]
    public static void ChangeOwner(string path, UnixUser user)
    {
        if (chown(path, user.UserId, user.GroupId) != 0)
            throw new IOException($"Cannot give {path} to user {user.Name}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

#pragma warning disable IDE1006 // These carry the names that libc gave them.
    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);

    [DllImport("libc")]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
#pragma warning restore IDE1006
}

/// <summary>The signals used here, by their numbers on Linux.</summary>
internal enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
