using System.Globalization;

namespace BatchRouter.Sandbox.Servers;

/// <summary>
/// The server programs found on this machine. The real programs are wanted, not a distribution's wrapper script,
/// which would run them as its own user on its own data.
/// </summary>
internal sealed record InstalledPrograms(string? PostgresFolder, string? RabbitMqServer, string? Epmd)
{
    /// <summary>Debian's names of the packages that would bring what is not there.</summary>
    public IReadOnlyList<string> MissingPackages =>
    [
        .. PostgresFolder is null ? ["postgresql"] : Array.Empty<string>(),
        .. RabbitMqServer is null || Epmd is null ? ["rabbitmq-server"] : Array.Empty<string>(),
    ];

    public static InstalledPrograms Find() => new(FindPostgres(), FindRabbitMq(), FindEpmd());

    private static string? FindPostgres() =>
        SearchPath().Concat(Newest("/usr/lib/postgresql", "bin")).Append("/usr/local/pgsql/bin").Concat(Newest("/usr", "bin", "pgsql-*"))
            .Select(folder => RealProgram(folder, "postgres") is { } postgres ? Path.GetDirectoryName(postgres) : null)
            .FirstOrDefault(folder => folder is not null && RealProgram(folder, "initdb") is not null);

    // The broker's own start script stands beside rabbitmq-env; the wrapper in /usr/sbin does not.
    private static string? FindRabbitMq() =>
        SearchPath().Append("/usr/lib/rabbitmq/bin").Append("/opt/rabbitmq/sbin").Append("/usr/local/opt/rabbitmq/sbin")
            .Select(folder => Resolve(Path.Combine(folder, "rabbitmq-server")))
            .FirstOrDefault(script => script is not null && Path.GetFileName(script) == "rabbitmq-server"
                && File.Exists(Path.Combine(Path.GetDirectoryName(script)!, "rabbitmq-env")));

    private static string? FindEpmd()
    {
        var besideErlang = SearchPath().Select(folder => Resolve(Path.Combine(folder, "erl"))).OfType<string>().Select(Path.GetDirectoryName);
        return SearchPath().Concat(besideErlang.OfType<string>()).Select(folder => RealProgram(folder, "epmd")).FirstOrDefault(epmd => epmd is not null);
    }

    private static IEnumerable<string> SearchPath() =>
        ServerEnvironment.At("/")["PATH"].Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathFullyQualified).Distinct();

    private static IEnumerable<string> Newest(string root, string inside, string pattern = "*") =>
        Directory.Exists(root)
            ? Directory.GetDirectories(root, pattern).OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, inside))
            : [];

    private static double VersionOf(string folder) =>
        double.TryParse(Path.GetFileName(folder).Split('-')[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static string? RealProgram(string folder, string name)
    {
        var program = Resolve(Path.Combine(folder, name));
        return program is not null && Path.GetFileName(program) == name && !IsScript(program) ? program : null;
    }

    private static string? Resolve(string file) =>
        !File.Exists(file) ? null : File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file;

    private static bool IsScript(string file)
    {
        using var stream = File.OpenRead(file);
        return stream.ReadByte() == '#' && stream.ReadByte() == '!';
    }
}
