using System.Text;
using BatchRouter.Auditing;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Postgres.Siding;
using BatchRouter.Siding;
using Npgsql;

namespace BatchRouter.Postgres.Judging;

/// <summary>Concludes comparisons: those that one worker has taken, others pass over.</summary>
public sealed class Comparisons(NpgsqlDataSource postgres, TimeProvider clock) : IComparisons
{
    // The message is read only where a judge may have to be asked.
    private const string TakeSql = """
        select c.project, c.side_job, c.job_id, c.task, case when c.comparison = 'judge' then r.body::text end,
            c.given_attempt, c.given_model, c.confidence, c.comparison, c.judge_model, c.share,
            g.text::text, g.tool_calls::text, o.text::text, o.tool_calls::text, coalesce(s.reject_code, s.reason),
            c.judge_job is not null, v.text::text, coalesce(q.reject_code, q.reason)
        from comparisons c
            join jobs s on s.project = c.project and s.job_id = c.side_job
            left join jobs q on q.project = c.project and q.job_id = c.judge_job
            left join requests r on r.project = c.project and r.job_id = c.job_id
            left join outputs g on g.attempt_id = c.given_attempt
            left join outputs o on o.attempt_id = s.answer_attempt
            left join outputs v on v.attempt_id = q.answer_attempt
        where c.concluded_at is null and s.ended_at is not null and (c.judge_job is null or q.ended_at is not null)
        order by c.drawn_at limit $1 for update of c skip locked
        """;

    private const string ConcludeSql = """
        update comparisons c set agreement = u.agreement, reason = u.reason, other_attempt = s.answer_attempt, other_model = s.model, concluded_at = now()
        from unnest($1::text[], $2::uuid[], $3::float8[], $4::text[]) as u(project, side_job, agreement, reason)
            join jobs s on s.project = u.project and s.job_id = u.side_job
        where c.project = u.project and c.side_job = u.side_job and c.concluded_at is null
        """;

    private const string AskedSql = """
        update comparisons c set judge_job = u.judge_job
        from unnest($1::text[], $2::uuid[], $3::uuid[]) as u(project, side_job, judge_job)
        where c.project = u.project and c.side_job = u.side_job and c.concluded_at is null
        """;

    public async Task<int> ConcludeAsync(int limit, Func<ComparisonCase, ComparisonStep> conclude, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var cases = await TakeAsync(connection, limit, stop);
        if (cases.Count == 0)
            return 0;
        await using var batch = new NpgsqlBatch(connection, transaction);
        Write(batch, cases.Select(one => (one.Side, conclude(one))).ToList());
        await batch.ExecuteNonQueryAsync(stop);
        await transaction.CommitAsync(stop);
        return cases.Count;
    }

    private void Write(NpgsqlBatch batch, IReadOnlyList<(JobKey Side, ComparisonStep Step)> steps)
    {
        var concluded = steps.Where(row => row.Step is ComparisonStep.Conclude).Select(row => (row.Side, Step: (ComparisonStep.Conclude)row.Step)).ToList();
        if (concluded.Count > 0)
        {
            var command = new NpgsqlBatchCommand(ConcludeSql);
            command.Add(concluded, row => row.Side.Project);
            command.Add(concluded, row => row.Side.JobId);
            command.Add(concluded, row => row.Step.Agreement);
            command.Add(concluded, row => row.Step.Reason);
            batch.BatchCommands.Add(command);
        }

        var asked = steps.Where(row => row.Step is ComparisonStep.Ask).Select(row => (row.Side, ((ComparisonStep.Ask)row.Step).Judge)).ToList();
        if (asked.Count == 0)
            return;
        batch.BatchCommands.Add(SideJobStore.Command(asked.Select(row => (row.Judge, clock.GetUtcNow())).ToList()));
        var mark = new NpgsqlBatchCommand(AskedSql);
        mark.Add(asked, row => row.Side.Project);
        mark.Add(asked, row => row.Side.JobId);
        mark.Add(asked, row => row.Judge.Job.Key.JobId);
        batch.BatchCommands.Add(mark);
    }

    private static async Task<List<ComparisonCase>> TakeAsync(NpgsqlConnection connection, int limit, CancellationToken stop)
    {
        var cases = new List<ComparisonCase>();
        await using var command = new NpgsqlCommand(TakeSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            cases.Add(Read(reader));
        return cases;
    }

    private static ComparisonCase Read(NpgsqlDataReader reader) => new(
        new JobKey(reader.GetString(0), reader.GetGuid(1)),
        reader.GetGuid(2),
        reader.GetString(3),
        Text(reader, 4) is { } body ? Encoding.UTF8.GetBytes(body) : ReadOnlyMemory<byte>.Empty,
        new Draw(
            reader.IsDBNull(5) ? null : reader.GetGuid(5), Text(reader, 6), reader.IsDBNull(7) ? null : reader.GetDouble(7),
            SqlNames.Parse<Comparison>(reader.GetString(8)), Text(reader, 9), reader.GetDouble(10)),
        Answer(reader, 11),
        Answer(reader, 13),
        Text(reader, 15),
        reader.GetBoolean(16) ? new JudgeEnd(Text(reader, 17) is { } said ? JsonStrings.Unquote(said) : null, Text(reader, 18)) : null);

    private static ComparedAnswer? Answer(NpgsqlDataReader reader, int column) =>
        Text(reader, column) is { } text ? new ComparedAnswer(JsonStrings.Unquote(text), Text(reader, column + 1)) : null;

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
