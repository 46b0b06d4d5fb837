using System.Runtime.CompilerServices;
using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Reading;

/// <summary>Reads what became of jobs, one by one: a group of any size fits.</summary>
public sealed class ResultReader(NpgsqlDataSource postgres)
{
    // Casts of json give its text to the letter: U+0000 and lone surrogates stand there as escapes.
    private const string Sql = """
        select j.project, j.job_id, j.group_id, j.task, j.state::text, j.outcome::text, j.reason, j.model, j.lane, j.confidence, j.attempts,
            j.cost_nano_usd, j.late, j.reject_field, j.reject_code, j.ended_at, o.text::text as output_json, o.tool_calls::text as tool_calls_json
        from jobs j left join outputs o on o.attempt_id = j.answer_attempt
        where j.side is null and (@group is null or j.group_id = @group) and (@jobId is null or j.job_id = @jobId) and (@project is null or j.project = @project)
        union all
        select r.project, r.job_id, r.group_id, null, 'rejected', null, r.reason, null, null, null, 0,
            0, null, r.field, r.code, r.rejected_at, null, null
        from rejections r
        where (@group is null or r.group_id = @group) and (@jobId is null or r.job_id = @jobId) and (@project is null or r.project = @project)
        """;

    /// <summary>Every job and every refused message that fits, in no order.</summary>
    public async IAsyncEnumerable<ResultRow> ReadAsync(string? group, Guid? jobId, string? project, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        // A slow reader of our output is no reason to give up.
        await foreach (var row in connection.QueryUnbufferedAsync<ResultRow>(Sql, new { group, jobId, project }, commandTimeout: 0).WithCancellation(stop))
            yield return row;
    }
}

/// <summary>One job, or one message that never became one.</summary>
public sealed record ResultRow
{
    public string? Project { get; init; }

    public Guid JobId { get; init; }

    public string? GroupId { get; init; }

    public string? Task { get; init; }

    public string State { get; init; } = "";

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Model { get; init; }

    public string? Lane { get; init; }

    public double? Confidence { get; init; }

    public int Attempts { get; init; }

    public long CostNanoUsd { get; init; }

    public bool? Late { get; init; }

    public string? RejectField { get; init; }

    public string? RejectCode { get; init; }

    public DateTime? EndedAt { get; init; }

    /// <summary>A JSON string with its quotes, as it is stored; null, no answer.</summary>
    public string? OutputJson { get; init; }

    /// <summary>JSON, as it is stored.</summary>
    public string? ToolCallsJson { get; init; }
}
