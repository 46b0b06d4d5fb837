using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Rescuing;
using BatchRouter.Running;
using Npgsql;

namespace BatchRouter.Postgres.Leasing;

/// <summary>Finds ends that the world was perhaps not told of: the worker died between commit and announcement.</summary>
public sealed class Unannounced(NpgsqlDataSource postgres) : IUnannounced
{
    private const string JobsSql = """
        select j.project, j.job_id, j.group_id, j.ended_at, j.state::text, j.outcome::text, j.reason, j.answer_attempt, j.model, j.lane,
            j.confidence, j.attempts, j.cost_nano_usd, j.late, j.reject_field, j.reject_code, o.text::text, o.tool_calls::text
        from jobs j left join outputs o on o.attempt_id = j.answer_attempt
        where j.announced_at is null and j.ended_at is not null and j.ended_at < $1 and j.state in ('settled', 'rejected', 'cancelled') and j.side is null
        order by j.ended_at limit $2
        """;

    private const string RejectionsSql = """
        select job_id, project, group_id, field, code, reason, body, rejected_at from rejections
        where announced_at is null and rejected_at < $1 order by rejected_at limit $2
        """;

    /// <summary>Jobs that ended before a moment and were not announced.</summary>
    public async Task<IReadOnlyList<Announcement>> FindAsync(DateTimeOffset endedBefore, int limit, CancellationToken stop)
    {
        await using var command = Command(JobsSql, endedBefore, limit);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var found = new List<Announcement>();
        while (await reader.ReadAsync(stop))
            found.Add(Read(reader));
        return found;
    }

    /// <summary>Rejected messages that were not announced.</summary>
    public async Task<IReadOnlyList<Rejection>> FindRejectionsAsync(DateTimeOffset before, int limit, CancellationToken stop)
    {
        await using var command = Command(RejectionsSql, before, limit);
        await using var reader = await command.ExecuteReaderAsync(stop);
        var found = new List<Rejection>();
        while (await reader.ReadAsync(stop))
            found.Add(new Rejection(
                reader.GetGuid(0), Text(reader, 1), Text(reader, 2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.GetFieldValue<byte[]>(6), reader.GetFieldValue<DateTimeOffset>(7)));
        return found;
    }

    private NpgsqlCommand Command(string sql, DateTimeOffset before, int limit)
    {
        var command = postgres.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return command;
    }

    private static Announcement Read(NpgsqlDataReader reader)
    {
        var key = new JobKey(reader.GetString(0), reader.GetGuid(1));
        var at = reader.GetFieldValue<DateTimeOffset>(3);
        if (reader.GetString(4) == "rejected")
            return new Announcement.Rejected(reader.GetString(14), reader.GetString(15), Text(reader, 6) ?? "") { Key = key, GroupId = Text(reader, 2), At = at };
        if (reader.GetString(4) == "cancelled")
            return new Announcement.Rejected("$", "cancelled", Text(reader, 6) ?? "") { Key = key, GroupId = Text(reader, 2), At = at };
        var ending = new Ending(
            SqlNames.Parse<Outcome>(reader.GetString(5)),
            Text(reader, 6),
            reader.IsDBNull(7) ? null : reader.GetGuid(7),
            Text(reader, 8),
            Text(reader, 9),
            reader.IsDBNull(10) ? null : reader.GetDouble(10),
            reader.GetInt32(11),
            reader.GetInt64(12),
            reader.GetBoolean(13));
        var output = Text(reader, 16) is { } json ? JsonStrings.Unquote(json) : null;
        return new Announcement.Settled(ending, output, Text(reader, 17)) { Key = key, GroupId = Text(reader, 2), At = at };
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
