using System.Diagnostics;
using BatchRouter.Cli.Working;
using BatchRouter.Contracts;
using BatchRouter.Providers.Calling;
using BatchRouter.Worker;
using BatchRouter.Worker.Messaging;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BatchRouter.Cli.Benching;

/// <summary>BatchRouter with everything on: the queue is filled first, then a worker in this process empties it.</summary>
internal sealed class RouterRound(string postgres, Uri rabbitMq, TimeProvider clock)
{
    private const int UrgentJobs = 5;

    private const string StatisticsSql = """
        select (select xact_commit from pg_stat_database where datname = current_database()) as commits,
            (select coalesce(sum(n_tup_ins + n_tup_upd), 0)::bigint from pg_stat_user_tables) as rows
        """;


    public async Task<RouterFigures> RunAsync(int jobs, CancellationToken stop)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var publisher = await JobPublisher.ConnectAsync(rabbitMq, clock, stop);
        var publishing = clock.GetTimestamp();
        await publisher.PublishAsync(BenchWork.JobsAsync(jobs, clock), _ => { }, stop);
        var published = jobs / clock.GetElapsedTime(publishing).TotalSeconds;

        var before = await StatisticsAsync(source, stop);
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        using var host = WorkerHost.Build(Options(), Instant, LogLevel.Warning);
        await host.StartAsync(stop);
        var urgent = await UrgentAsync(publisher, source, stop);
        var seconds = await EmptyAsync(source, jobs + UrgentJobs, stop);
        var used = Process.GetCurrentProcess().TotalProcessorTime - processor;
        await host.StopAsync(CancellationToken.None);
        // The statistics of a connection arrive when it has been idle for a second, or has ended.
        NpgsqlConnection.ClearAllPools();
        var after = await StatisticsAsync(source, stop);
        return new RouterFigures(
            jobs / seconds, published, urgent, (after.Rows - before.Rows) / (double)jobs, jobs / (double)Math.Max(1, after.Commits - before.Commits),
            used.TotalMicroseconds / jobs);
    }

    private WorkerOptions Options()
    {
        var (catalog, policy) = BenchWork.Load();
        return new WorkerOptions
        {
            Postgres = postgres,
            Catalog = catalog,
            Policy = policy,
            Messaging = new MessagingOptions { RabbitMq = rabbitMq, BulkConcurrency = 1_000 },
        };
    }

    private static void Instant(IServiceCollection services) => services.AddSingleton<IProviderAdapter>(new InstantAdapter());

    // Urgent jobs, one after the other, while the bulk queue is full: from publish to the started attempt.
    private async Task<double> UrgentAsync(JobPublisher publisher, NpgsqlDataSource source, CancellationToken stop)
    {
        var waits = new List<double>();
        for (var i = 0; i < UrgentJobs; i++)
        {
            var job = BenchWork.Job(clock, Urgency.Urgent);
            var at = clock.GetUtcNow();
            await publisher.PublishAsync(One(job), _ => { }, stop);
            waits.Add((await StartedAsync(source, job.JobId, stop) - at).TotalMilliseconds);
        }

        return waits.Order().ElementAt(waits.Count / 2);
    }

    private async Task<DateTimeOffset> StartedAsync(NpgsqlDataSource source, Guid jobId, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        while (true)
        {
            var started = await connection.QueryFirstOrDefaultAsync<DateTime?>(new CommandDefinition(
                "select min(started_at) from attempts where project = @Project and job_id = @jobId", new { BenchWork.Project, jobId }, cancellationToken: stop));
            if (started is { } at)
                return new DateTimeOffset(at, TimeSpan.Zero);
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, stop);
        }
    }

    // From the first row to the last announcement, by the rows themselves. Asked seldom: counting costs what is measured.
    private async Task<double> EmptyAsync(NpgsqlDataSource source, int jobs, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        while (await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from jobs where announced_at is not null", cancellationToken: stop)) < jobs)
            await Task.Delay(TimeSpan.FromSeconds(1), clock, stop);
        return await connection.ExecuteScalarAsync<double>(new CommandDefinition(
            "select extract(epoch from max(announced_at) - min(received_at))::float8 from jobs", cancellationToken: stop));
    }

    private static async Task<Statistics> StatisticsAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await connection.QuerySingleAsync<Statistics>(new CommandDefinition(StatisticsSql, cancellationToken: stop));
    }

    private static async IAsyncEnumerable<SubmitJob> One(SubmitJob job)
    {
        await Task.Yield();
        yield return job;
    }

    private sealed record Statistics
    {
        public long Commits { get; init; }

        public long Rows { get; init; }
    }
}

/// <summary>One round's figures.</summary>
internal sealed record RouterFigures(
    double JobsPerSecond, double PublishedPerSecond, double UrgentStartMs, double RowsPerJob, double JobsPerCommit, double ProcessorMicroseconds);
