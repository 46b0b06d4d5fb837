using System.Diagnostics;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// The environment of a private server is written, not inherited: a PGDATA or RABBITMQ_NODENAME of the person's own shell
/// must not lead a private server to that person's data.
/// </summary>
internal static class ServerEnvironment
{
    private const string SystemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static Dictionary<string, string> At(string home) => new()
    {
        // The system's folders come last: RabbitMQ finds the person's own Erlang first.
        ["PATH"] = Environment.GetEnvironmentVariable("PATH") is { Length: > 0 } path ? $"{path}:{SystemPath}" : SystemPath,
        ["HOME"] = home,
        ["LANG"] = "C.UTF-8",
        ["LC_ALL"] = "C.UTF-8",
    };

    public static void Replace(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
    }
}
