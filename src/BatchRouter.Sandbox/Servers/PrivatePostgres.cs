using System.Runtime.Versioning;
using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>A PostgreSQL of our own: fresh data folder, one loopback port, no socket file, scram, durability as shipped.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivatePostgres
{
    public const string Name = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly RunFolder _run;
    private readonly ServerCommand _command;
    private readonly TimeProvider _time;
    private ServerProcess? _process;

    private PrivatePostgres(RunFolder run, ServerCommand command, NpgsqlConnectionStringBuilder administrator, TimeProvider time) =>
        (_run, _command, Administrator, _time) = (run, command, administrator, time);

    /// <summary>An immediate shutdown without a checkpoint, for a server whose data is deleted next; it still frees its shared memory.</summary>
    public static IReadOnlyList<EndStep> Discard { get; } = [new(Signal.Quit, TimeSpan.FromSeconds(5)), new(Signal.Kill, TimeSpan.FromSeconds(5))];

    // A fast shutdown: clients are cut off, a checkpoint is written.
    private static EndStep[] Stop => [new(Signal.Interrupt, TimeSpan.FromSeconds(30)), .. Discard];

    public NpgsqlConnectionStringBuilder Administrator { get; }

    /// <summary>Creates the cluster; <see cref="StartAsync"/> starts it.</summary>
    public static async Task<PrivatePostgres> CreateAsync(string programs, RunFolder run, TimeProvider time, CancellationToken stop)
    {
        var user = await UnixUser.ForServerAsync("postgres", stop);
        var folder = run.MakeServerFolder(Name, user);
        var data = Path.Combine(folder, "data");
        var administrator = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = LoopbackPorts.Take(1)[0],
            Username = "batchrouter",
            Password = Password.New(),
            Database = "postgres",
        };
        var environment = ServerEnvironment.At(folder);
        var passwordFile = RunFolder.WriteServerFile(folder, "password", administrator.Password, user);
        // --no-sync spares the empty cluster; everything written after its start is synced as usual.
        var made = await ShortCommand.RunAsync(
            [.. user?.Prefix ?? [], Path.Combine(programs, "initdb"), "-D", data, "-U", administrator.Username, $"--pwfile={passwordFile}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            stop, environment, folder);
        if (!made.Succeeded)
            throw new ServersUnavailableException($"initdb failed in {folder}:{Environment.NewLine}{made.Output}");
        File.Delete(passwordFile);

        await File.AppendAllTextAsync(Path.Combine(data, "postgresql.conf"), Settings(administrator.Port), stop);
        var command = new ServerCommand(Name, user, folder, environment, [Path.Combine(programs, "postgres"), "-D", data]);
        return new PrivatePostgres(run, command, administrator, time);
    }

    public Task StartAsync(CancellationToken stop)
    {
        _process = ServerProcess.Start(_run, _command);
        return _process.WaitUntilReadyAsync("PostgreSQL", Readiness.OfPostgres(Administrator), StartLimit, _time, stop);
    }

    public Task StopAsync(CancellationToken stop) => _process?.EndAsync(Stop, _time, stop) ?? Task.CompletedTask;

    public Task EndAsync() => _process?.EndAsync(Discard, _time, CancellationToken.None) ?? Task.CompletedTask;

    public void EndNow() => _process?.Send(Signal.Quit);

    private static string Settings(int port) => $"""

        # Sized for a demo or a test run on a machine that does other things too.
        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = ''
        max_connections = 300
        shared_buffers = 256MB
        max_wal_size = 2GB
        timezone = 'UTC'
        log_timezone = 'UTC'

        """;
}
