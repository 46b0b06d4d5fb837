using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using BatchRouter.Sandbox.Servers;

namespace BatchRouter.IntegrationTests.Servers;

/// <summary>The TCP addresses a process listens on, as the kernel lists them.</summary>
[SupportedOSPlatform("linux")]
internal static class ListeningSockets
{
    private const string Listening = "0A";
    private static readonly string[] Tables = ["/proc/net/tcp", "/proc/net/tcp6"];

    public static IEnumerable<IPEndPoint> Of(ProcessIdentity process)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{process.ProcessId}/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget).OfType<string>().ToHashSet();
        return from file in Tables
               where File.Exists(file)
               from line in File.ReadLines(file).Skip(1)
               let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where fields[3] == Listening && sockets.Contains($"socket:[{fields[9]}]")
               select Parse(fields[1]);
    }

    // Hexadecimal, each group of four bytes in the machine's own order.
    private static IPEndPoint Parse(string address)
    {
        var (host, port) = (address.Split(':')[0], address.Split(':')[1]);
        var bytes = Convert.FromHexString(host).Chunk(4).SelectMany(group => BitConverter.IsLittleEndian ? group.Reverse() : group).ToArray();
        return new IPEndPoint(new IPAddress(bytes), int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
