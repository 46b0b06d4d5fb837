using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace BatchRouter.Sandbox.Servers;

/// <summary>Free ports on 127.0.0.1.</summary>
internal static class LoopbackPorts
{
    // Below the ports that systems hand to outgoing connections: a server that is stopped and started again finds its port free.
    private const int Lowest = 20_000;
    private const int Highest = 29_999;
    private const int Tries = 1_000;
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Takes this many ports, never one twice. They are free now; nobody else is kept from them until the server binds them.</summary>
    public static int[] Take(int count)
    {
        var held = new List<Socket>();
        try
        {
            for (var tries = 0; held.Count < count; tries++)
            {
                if (tries == Tries)
                    throw new ServersUnavailableException($"No {count} free ports between {Lowest} and {Highest} on 127.0.0.1.");
                var port = RandomNumberGenerator.GetInt32(Lowest, Highest + 1);
                if (Given.TryAdd(port, true) && TryHold(port) is { } socket)
                    held.Add(socket);
            }

            return [.. held.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port)];
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
    }

    private static Socket? TryHold(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
