using BatchRouter.Experimenting;
using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>Opens jobs: row, message, decision, and the first attempt with its hold, all or nothing per job.</summary>
internal sealed class OpenStatement(Guid workerId) : JobStatement<OpenWrite>
{
    private static readonly string Sql = Of(parks: false);
    private static readonly string ParksSql = Of(parks: true);

    private static string Of(bool parks) => $"""
        with input as materialized (
            select * from unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::timestamptz[],
                $10::bytea[], $11::bytea[], $12::text[], $13::text[], $14::timestamptz[], $15::text[], $16::text[], $17::text[], $18::timestamptz[],
                $19::int[], $20::bigint[], $21::bytea[], $22::text[])
            as u(project, job_id, group_id, task, urgency, state, deadline, received_at,
                body_hash, body, decided, held_reason, wake_at, reject_field, reject_code, reason, ended_at,
                held_budget, held_asked, cache_key, arms)),
        opened as (
            insert into jobs (project, job_id, group_id, task, urgency, state, deadline, received_at, body_hash, worker_id, fence, decisions,
                waits, held_reason, wake_at, reject_field, reject_code, reason, ended_at, held_budget, held_asked_nano_usd, cache_key, arms)
            select project, job_id, group_id, task, urgency::job_urgency, state::job_state, deadline, received_at, body_hash,
                case when state = 'running' then $1::uuid end, 1, 1,
                case when state = 'held' and held_budget is null then 1 else 0 end, held_reason, wake_at, reject_field, reject_code, reason, ended_at,
                held_budget, held_asked, cache_key,
                case when arms is not null then array(select json_array_elements_text(arms::json)) end
            from input order by project, job_id
            on conflict (project, job_id) do nothing
            returning project, job_id),
        asked as (
            insert into requests (project, job_id, body)
            select i.project, i.job_id, convert_from(i.body, 'UTF8')::json from input i join opened using (project, job_id)),
        chosen as (
            insert into decisions (project, job_id, step, decided)
            select i.project, i.job_id, 1, i.decided::json from input i join opened using (project, job_id)),
        {AttemptColumns.StartedSql("opened", 23, parks)}
        select project, job_id from opened
        """;

    // Whose the row is that stood in the way: ours from a commit whose reply was lost, the same message again, or another body.
    private const string Known = """
        select u.ord,
            j.body_hash = u.body_hash,
            u.attempt_id is not null and exists (select 1 from attempts a where a.attempt_id = u.attempt_id)
        from unnest($1::text[], $2::uuid[], $3::bytea[], $4::uuid[]) with ordinality as u(project, job_id, body_hash, attempt_id, ord)
        join jobs j on j.project = u.project and j.job_id = u.job_id
        """;

    protected override NpgsqlBatchCommand Command(IReadOnlyList<OpenWrite> writes)
    {
        var parks = ParkColumns.IsAny(writes);
        var command = new NpgsqlBatchCommand(parks ? ParksSql : Sql);
        command.AddValue(workerId);
        AddJobs(command, writes);
        AttemptColumns.Add(command, writes);
        if (parks)
            ParkColumns.Add(command, writes);
        return command;
    }

    protected override void Written(OpenWrite write) => write.Result = new OpenResult.Opened();

    protected override async Task FinishAsync(NpgsqlConnection connection, IReadOnlyList<OpenWrite> writes, CancellationToken stop)
    {
        var undecided = writes.Where(write => write.Result is null).ToList();
        if (undecided.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(Known);
        command.Add(undecided, write => write.Opening.Job.Key.Project);
        command.Add(undecided, write => write.Opening.Job.Key.JobId);
        command.Add(undecided, write => write.BodyHash);
        command.Add(undecided, write => write.Buy?.Attempt.Id);
        batch.BatchCommands.Add(command);
        foreach (var write in undecided)
            if (write.Refusal is { } refusal)
                write.Result = new OpenResult.OverBudget(refusal);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            undecided[(int)reader.GetInt64(0) - 1].Result = (reader.GetBoolean(2), reader.GetBoolean(1)) switch
            {
                (true, _) => new OpenResult.Opened(),
                (false, true) => new OpenResult.Duplicate(),
                _ => new OpenResult.Conflict(),
            };
    }

    private static void AddJobs(NpgsqlBatchCommand command, IReadOnlyList<OpenWrite> writes)
    {
        command.Add(writes, write => write.Opening.Job.Key.Project);
        command.Add(writes, write => write.Opening.Job.Key.JobId);
        command.Add(writes, write => write.Opening.Job.GroupId);
        command.Add(writes, write => write.Opening.Job.Task);
        command.Add(writes, write => SqlNames.Of(write.Opening.Job.Urgency));
        command.Add(writes, write => SqlNames.Of(write.Opening.Move.To));
        command.Add(writes, write => write.Opening.Job.Deadline.UtcDateTime);
        command.Add(writes, write => write.Opening.ReceivedAt.UtcDateTime);
        command.Add(writes, write => write.BodyHash);
        command.Add(writes, write => write.Opening.Job.Body.ToArray());
        command.Add(writes, write => write.DecisionJson);
        command.Add(writes, write => (write.Opening.Move as Move.Hold)?.Reason);
        command.Add(writes, write => (write.Opening.Move as Move.Hold)?.WakeAt.UtcDateTime);
        command.Add(writes, write => (write.Opening.Move as Move.Reject)?.Field);
        command.Add(writes, write => (write.Opening.Move as Move.Reject)?.Code);
        command.Add(writes, write => (write.Opening.Move as Move.Reject)?.Reason);
        command.Add(writes, write => write.Opening.Move is Move.Reject ? write.Opening.ReceivedAt.UtcDateTime : (DateTime?)null);
        command.Add(writes, write => (write.Opening.Move as Move.Hold)?.Money?.BudgetId);
        command.Add(writes, write => (write.Opening.Move as Move.Hold)?.Money?.AskedNanoUsd);
        command.Add(writes, write => write.Opening.CacheKey);
        command.Add(writes, write => Arms(write.Opening.Decision.Assignments));
    }

    // As JSON: an unnest of arrays would run them together.
    private static string? Arms(IReadOnlyList<Assignment> assignments) =>
        assignments.Count == 0 ? null : $"[{string.Join(',', assignments.Select(assignment => JsonStrings.Quote(assignment.Name)))}]";
}
