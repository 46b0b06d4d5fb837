using System.Runtime.Versioning;
using Npgsql;

namespace BatchRouter.Sandbox.Servers;

/// <summary>Way (c): private servers from the programs installed here. They and their data end with the run.</summary>
[SupportedOSPlatform("linux")]
internal sealed class InstalledPair : ServerPair
{
    private readonly RunFolder _run;
    private readonly PrivatePostgres _postgres;
    private readonly PrivateRabbitMq _rabbitMq;
    private readonly TimeProvider _time;

    private InstalledPair(RunFolder run, PrivatePostgres postgres, PrivateRabbitMq rabbitMq, TimeProvider time)
    {
        (_run, _postgres, _rabbitMq, _time) = (run, postgres, rabbitMq, time);
        AppDomain.CurrentDomain.ProcessExit += EndNow;
    }

    public override string Way => "installed programs";

    public override NpgsqlConnectionStringBuilder Postgres => _postgres.Administrator;

    public override Uri Amqp => _rabbitMq.Amqp;

    public override Uri Management => _rabbitMq.Management;

    public static async Task<InstalledPair> StartAsync(InstalledPrograms programs, RunFolder run, TimeProvider time, CancellationToken stop)
    {
        InstalledPair? pair = null;
        try
        {
            pair = new InstalledPair(
                run,
                await PrivatePostgres.PrepareAsync(programs, run, time, stop),
                await PrivateRabbitMq.PrepareAsync(programs, run, time, stop),
                time);
            await AllOrNone.StartAsync(stop, pair.StartPostgresAsync, pair.StartRabbitMqAsync);
            return pair;
        }
        catch
        {
            await (pair?.DisposeAsync() ?? new ValueTask(run.DeleteAsync(time, CancellationToken.None)));
            throw;
        }
    }

    public override Task StopPostgresAsync(CancellationToken stop) => _postgres.StopAsync(stop);

    public override Task StartPostgresAsync(CancellationToken stop) => _postgres.StartAsync(stop);

    public override Task StopRabbitMqAsync(CancellationToken stop) => _rabbitMq.StopAsync(stop);

    public override Task StartRabbitMqAsync(CancellationToken stop) => _rabbitMq.StartAsync(stop);

    public override async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= EndNow;
        await _postgres.EndAsync();
        await _rabbitMq.EndAsync();
        await _run.DeleteAsync(_time, CancellationToken.None);
    }

    // A process that leaves without disposing takes its servers along, and the next start removes the folder. Signals stay with the
    // command: ending the servers on SIGTERM would take them from under workers that still drain.
    private void EndNow(object? sender, EventArgs arguments)
    {
        _postgres.EndNow();
        _rabbitMq.EndNow();
    }
}
