using System.Runtime.Versioning;
using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>A PostgreSQL of our own: fresh data folder, one loopback port, no socket file, scram, durability as shipped.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PrivatePostgres
{
    public const string Name = "postgres";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _programs;
    private readonly RunFolder _run;
    private readonly UnixUser? _user;
    private readonly TimeProvider _time;
    private readonly string _folder;
    private readonly Dictionary<string, string> _environment;
    private ServerProcess? _process;

    private PrivatePostgres(string programs, RunFolder run, UnixUser? user, TimeProvider time)
    {
        (_programs, _run, _user, _time) = (programs, run, user, time);
        _folder = run.MakeServerFolder(Name, user);
        _environment = ServerEnvironment.At(_folder);
    }

    /// <summary>An immediate shutdown without a checkpoint, for a server whose data is deleted next; it still frees its shared memory.</summary>
    public static IReadOnlyList<EndStep> Discard { get; } = [new(Signal.Quit, TimeSpan.FromSeconds(5)), new(Signal.Kill, TimeSpan.FromSeconds(5))];

    public NpgsqlConnectionStringBuilder Administrator { get; } = new()
    {
        Host = "127.0.0.1",
        Port = LoopbackPorts.Take(1)[0],
        Username = "batchrouter",
        Password = Password.New(),
        Database = "postgres",
    };

    // A fast shutdown: clients are cut off, a checkpoint is written.
    private static EndStep[] Stop => [new(Signal.Interrupt, TimeSpan.FromSeconds(30)), .. Discard];

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes its folder; <see cref="StartAsync"/> starts it.</summary>
    public static async Task<PrivatePostgres> PrepareAsync(InstalledPrograms programs, RunFolder run, TimeProvider time, CancellationToken stop) =>
        new(programs.PostgresFolder!, run, await UnixUser.ForServerAsync(Name, run, stop), time);

    /// <summary>Starts it, the first time on a new cluster.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        if (!Directory.Exists(Data))
            await MakeClusterAsync(stop);
        _process = ServerProcess.Start(_run, new ServerCommand(Name, _user, _folder, _environment, [Path.Combine(_programs, "postgres"), "-D", Data]));
        await _process.WaitUntilReadyAsync("PostgreSQL", Readiness.OfPostgres(Administrator), StartLimit, _time, stop);
    }

    public Task StopAsync(CancellationToken stop) => _process?.EndAsync(Stop, _time, stop) ?? Task.CompletedTask;

    public Task EndAsync() => _process?.EndAsync(Discard, _time, CancellationToken.None) ?? Task.CompletedTask;

    public void EndNow() => _process?.Send(Signal.Quit);

    private async Task MakeClusterAsync(CancellationToken stop)
    {
        var passwordFile = RunFolder.WriteServerFile(_folder, "password", Administrator.Password!, _user);
        // --no-sync spares the empty cluster; everything written after its start is synced as usual.
        var made = await ShortCommand.RunAsync(
            [.. _user?.Prefix ?? [], Path.Combine(_programs, "initdb"), "-D", Data, "-U", Administrator.Username!, $"--pwfile={passwordFile}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            stop, _environment, _folder);
        if (!made.Succeeded)
            throw new ServersUnavailableException($"initdb failed in {_folder}:{Environment.NewLine}{made.Output}");
        File.Delete(passwordFile);
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), Settings(Administrator.Port), stop);
    }

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
