using Npgsql;

namespace BatchRouter.Postgres.Connecting;

/// <summary>Tells faults that pass (a restart, a lost connection, a deadlock) from those that a record carries with it.</summary>
public static class PassingFaults
{
    public static bool IsPassing(Exception fault) => fault switch
    {
        PostgresException known => IsPassing(known.SqlState),
        NpgsqlException lost => lost.IsTransient || lost.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException,
        IOException or System.Net.Sockets.SocketException or TimeoutException => true,
        _ => false,
    };

    // 08 connection, 40 rolled back (deadlock, serialisation), 53 resources, 57P shutting down or killed, 55P03 lock timeout.
    private static bool IsPassing(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("40", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal)
        || state == "55P03";
}
