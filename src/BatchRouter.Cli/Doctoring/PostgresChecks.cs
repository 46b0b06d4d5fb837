using System.Globalization;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Migrating;
using BatchRouter.Postgres.Reading;
using Npgsql;

namespace BatchRouter.Cli.Doctoring;

/// <summary>The database, its schema, its clock and the workers that beat in it.</summary>
internal sealed class PostgresChecks(string? postgres, TimeProvider clock)
{
    private const string Name = "postgres";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // The longest lease is ten minutes, the usual one 15 s: a worker that was silent for a minute is worth a look.
    private static readonly TimeSpan SilentFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OddClock = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WrongClock = TimeSpan.FromSeconds(30);

    public async Task<IReadOnlyList<Check>> RunAsync(CancellationToken stop)
    {
        try
        {
            await using var source = CommonOptions.Database(postgres);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(Patience);
            return await LookAsync(source, patience.Token);
        }
        catch (InvalidDataException fault)
        {
            return [Check.Failed(Name, fault.Message, "set BATCHROUTER_POSTGRES to an Npgsql connection string")];
        }
        catch (NpgsqlException fault)
        {
            return [Check.Failed(Name, fault.Message, "start PostgreSQL, or correct host, port, user and password in BATCHROUTER_POSTGRES")];
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return [Check.Failed(Name, $"no answer within {Patience.TotalSeconds} s", "see whether PostgreSQL is overloaded or a firewall drops the connection")];
        }
    }

    private async Task<IReadOnlyList<Check>> LookAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        var state = new ServerState(source);
        // The first look opens the connection; the second measures.
        await state.LookAsync(stop);
        var (before, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var (version, now) = await state.LookAsync(stop);
        var difference = now - (before + clock.GetElapsedTime(started) / 2);
        var checks = new List<Check> { Check.Ok(Name, $"PostgreSQL {version}"), Clock(difference) };
        var schema = await SchemaAsync(source, stop);
        checks.Add(schema);
        if (schema.Status == CheckStatus.Ok)
            checks.Add(Workers(await state.WorkersAsync(SilentFor, stop)));
        return checks;
    }

    private static async Task<Check> SchemaAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        try
        {
            var pending = await new Migrator(source).PendingAsync(stop);
            return pending.Count == 0
                ? Check.Ok("migrations", $"all {Migrator.All.Count} applied")
                : Check.Failed("migrations", $"pending: {string.Join(", ", pending)}", "run batchrouter migrate");
        }
        catch (InvalidOperationException fault)
        {
            return Check.Failed("migrations", fault.Message, "use the build that wrote this schema, or a newer one");
        }
    }

    private static Check Clock(TimeSpan difference)
    {
        var detail = string.Create(CultureInfo.InvariantCulture, $"{difference.TotalSeconds:+0.000;-0.000} s against this machine");
        const string Remedy = "let both machines keep time by NTP: deadlines are told by the workers' clocks";
        return difference.Duration() switch
        {
            var apart when apart > WrongClock => Check.Failed("clock", detail, Remedy),
            var apart when apart > OddClock => Check.Warning("clock", detail, Remedy),
            _ => Check.Ok("clock", detail),
        };
    }

    private static Check Workers(WorkersState workers) => workers switch
    {
        { Live: > 0 } when workers.Unended > workers.Live => Check.Ok(
            "workers", $"{workers.Live} alive; {workers.Unended - workers.Live} ended without saying so"),
        { Live: > 0 } => Check.Ok("workers", $"{workers.Live} alive"),
        _ => Check.Warning(
            "workers",
            workers.LastHeartbeatAt is { } last ? string.Create(CultureInfo.InvariantCulture, $"none; the last heartbeat was at {last:O}") : "none",
            "start one: batchrouter worker"),
    };
}
