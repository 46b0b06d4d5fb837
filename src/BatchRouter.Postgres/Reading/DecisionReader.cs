using System.Runtime.CompilerServices;
using System.Text;
using BatchRouter.Jobs;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads jobs with all their decisions, in the order in which they came, a chunk at a time: however many there are, few are in memory.</summary>
/// <param name="postgres">Where they are stored.</param>
public sealed class DecisionReader(NpgsqlDataSource postgres)
{
    private const int Chunk = 500;

    // Side jobs are bought on somebody else's decision.
    private const string ChosenSql = """
        from jobs j where j.received_at >= $1 and j.received_at < $2 and ($3::text is null or j.task = $3) and ($4::text is null or j.project = $4)
            and j.side is null
        """;

    private const string CountSql = $"select count(*) {ChosenSql}";

    private const string CursorSql = $"""
        declare chosen no scroll cursor without hold for select j.project, j.job_id {ChosenSql} order by j.received_at, j.project, j.job_id
        """;

    private const string JobsSql = """
        select j.project, j.job_id, j.cost_nano_usd, coalesce(j.late, false), r.body::text,
            (select array_agg(d.decided::text order by d.step) from decisions d where d.project = j.project and d.job_id = j.job_id)
        from unnest($1::text[], $2::uuid[]) with ordinality as u(project, job_id, place)
        join jobs j using (project, job_id) join requests r using (project, job_id)
        order by u.place
        """;

    // What a question to a small model was answered, and what a cache served, are no answers of the model to the task.
    private const string AnswersSql = $"""
        select j.task, a.model, count(*), avg(a.confidence), avg(a.predicted_quality)
        from (select j.project, j.job_id, j.task {ChosenSql}) j
        join attempts a on a.project = j.project and a.job_id = j.job_id
        where a.confidence is not null and a.purpose not in ('classify', 'cache')
        group by j.task, a.model order by j.task, a.model
        """;

    public async Task<long> CountAsync(DecisionRange range, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var command = Chosen(CountSql, connection, range);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>How recorded answers compare with what was predicted of their models.</summary>
    public async Task<IReadOnlyList<ModelAnswers>> AnswersAsync(DecisionRange range, CancellationToken stop)
    {
        var answers = new List<ModelAnswers>();
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var command = Chosen(AnswersSql, connection, range);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            answers.Add(new ModelAnswers(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetDouble(3), reader.GetDouble(4)));
        return answers;
    }

    /// <summary>One snapshot, whatever is written meanwhile.</summary>
    public async IAsyncEnumerable<DecidedJob> ReadAsync(DecisionRange range, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, stop);
        await using (var declare = Chosen(CursorSql, connection, range))
            await declare.ExecuteNonQueryAsync(stop);
        while (await FetchAsync(connection, stop) is { Count: > 0 } keys)
            foreach (var job in await JobsAsync(connection, keys, stop))
                yield return job;
    }

    private static async Task<List<JobKey>> FetchAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var keys = new List<JobKey>(Chunk);
        await using var command = new NpgsqlCommand($"fetch {Chunk} from chosen", connection);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            keys.Add(new JobKey(reader.GetString(0), reader.GetGuid(1)));
        return keys;
    }

    private static async Task<List<DecidedJob>> JobsAsync(NpgsqlConnection connection, List<JobKey> keys, CancellationToken stop)
    {
        var jobs = new List<DecidedJob>(keys.Count);
        await using var command = new NpgsqlCommand(JobsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys.Select(key => key.Project).ToArray() });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = keys.Select(key => key.JobId).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            jobs.Add(new DecidedJob(
                new JobKey(reader.GetString(0), reader.GetGuid(1)), reader.GetInt64(2), reader.GetBoolean(3), Encoding.UTF8.GetBytes(reader.GetString(4)),
                reader.IsDBNull(5) ? [] : reader.GetFieldValue<string[]>(5)));
        return jobs;
    }

    private static NpgsqlCommand Chosen(string sql, NpgsqlConnection connection, DecisionRange range) => new(sql, connection)
    {
        Parameters =
        {
            new NpgsqlParameter<DateTime> { TypedValue = range.From.UtcDateTime },
            new NpgsqlParameter<DateTime> { TypedValue = range.To.UtcDateTime },
            new NpgsqlParameter<string?> { TypedValue = range.Task },
            new NpgsqlParameter<string?> { TypedValue = range.Project },
        },
    };
}

/// <summary>Jobs received from a moment until before another; of one task or of all, of one project or of all.</summary>
public sealed record DecisionRange(DateTimeOffset From, DateTimeOffset To, string? Task, string? Project);

/// <summary>A job with its message as it was accepted and its decisions as JSON, by step.</summary>
public sealed record DecidedJob(JobKey Key, long SpentNanoUsd, bool IsLate, ReadOnlyMemory<byte> Body, IReadOnlyList<string> Decided);

/// <summary>Answers of one model to one task: how many, their mean confidence, and what was predicted of them on average.</summary>
public sealed record ModelAnswers(string Task, string Model, long Count, double Confidence, double Predicted);
