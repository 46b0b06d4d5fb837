using System.Runtime.Versioning;

namespace BatchRouter.Sandbox.Servers;

/// <summary>The unprivileged user that a server runs as when root starts it: PostgreSQL refuses root, and RabbitMQ does not need it.</summary>
[SupportedOSPlatform("linux")]
internal sealed record UnixUser(string Name, uint UserId, uint GroupId)
{
    /// <summary>The first of these users that exists, or null when this process is not root and the server simply runs as it does.</summary>
    /// <exception cref="ServersUnavailableException">Root, and none of them exists or can enter the run's folder.</exception>
    public static async Task<UnixUser?> ForServerAsync(string preferred, RunFolder run, CancellationToken stop)
    {
        if (!Posix.IsRoot)
            return null;
        foreach (var name in new[] { preferred, "nobody" })
        {
            var user = await ShortCommand.RunAsync(["id", "-u", name], stop);
            var group = await ShortCommand.RunAsync(["id", "-g", name], stop);
            if (user.Succeeded && group.Succeeded
                && uint.TryParse(user.Output, out var userId) && uint.TryParse(group.Output, out var groupId) && userId != 0)
            {
                var found = new UnixUser(name, userId, groupId);
                await found.MustEnterAsync(run.Path, stop);
                return found;
            }
        }

        throw new ServersUnavailableException($"This is root, and there is neither a user {preferred} nor a user nobody to run the server as.");
    }

    /// <summary>The words before a command that make it run as this user, replacing the process rather than adding one.</summary>
    public IReadOnlyList<string> Prefix =>
        ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--init-groups", "--inh-caps=-all", "--"];

    // A temporary path under root's own folder is closed to everybody else; the servers would say so in words that help nobody.
    private async Task MustEnterAsync(string folder, CancellationToken stop)
    {
        var entered = await ShortCommand.RunAsync([.. Prefix, "test", "-x", folder], stop);
        if (!entered.Succeeded)
            throw new ServersUnavailableException(
                $"User {Name}, which a server is to run as, cannot enter {folder}. Name a folder that it can pass in {RunHome.Variable}. {entered.Output}");
    }
}
