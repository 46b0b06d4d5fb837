using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using BatchRouter.Settling;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>
/// Ends attempts with their money and answers, and moves their jobs. The money does not ask for the lease: whoever lost it may
/// hold the only proof of a charge. The job's state does.
/// </summary>
internal sealed class TurnStatement(Guid workerId) : GroupStatement<TurnWrite>
{
    private const string Sql = """
        with ended as (
            update attempts a set state = u.state::attempt_state, ended_at = u.ended_at, failure = u.failure, detail = u.detail, finish = u.finish,
                provider_request_id = u.provider_request_id, elapsed_ms = u.elapsed_ms, input_tokens = u.input_tokens,
                cached_input_tokens = u.cached, output_tokens = u.output_tokens, reasoning_tokens = u.reasoning,
                confidence = u.confidence, signals = u.signals::json
            from unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int[], $10::bigint[],
                $11::bigint[], $12::bigint[], $13::bigint[], $14::float8[], $15::text[])
            as u(attempt_id, state, ended_at, failure, detail, finish, provider_request_id, elapsed_ms, input_tokens,
                cached, output_tokens, reasoning, confidence, signals)
            where a.attempt_id = u.attempt_id and a.state in ('started', 'unknown')
            returning a.attempt_id, a.provider_request_id),
        answered as (
            insert into outputs (attempt_id, text, tool_calls)
            select u.attempt_id, u.text::json, u.tool_calls::json
            from unnest($16::uuid[], $17::text[], $18::text[]) as u(attempt_id, text, tool_calls) join ended using (attempt_id)
            on conflict (attempt_id) do nothing),
        posted as (
            insert into entries (attempt_id, kind, amount_nano_usd, provider_request_id)
            select u.attempt_id, 'charge', u.amount, e.provider_request_id
            from unnest($19::uuid[], $20::bigint[]) as u(attempt_id, amount) join ended e using (attempt_id)),
        moved as (
            update jobs j set state = u.to_state::job_state, fence = j.fence + 1,
                worker_id = case when u.to_state = 'running' then j.worker_id end,
                decisions = j.decisions + case when u.decided is null then 0 else 1 end,
                waits = j.waits + case when u.to_state = 'held' then 1 else 0 end,
                held_reason = u.held_reason, wake_at = u.wake_at, outcome = u.outcome::job_outcome, reason = u.reason,
                answer_attempt = u.answer_attempt, model = u.model, lane = u.lane, confidence = u.confidence,
                attempts = coalesce(u.attempts, j.attempts), cost_nano_usd = coalesce(u.cost, j.cost_nano_usd), late = u.late,
                reject_field = u.reject_field, reject_code = u.reject_code, ended_at = u.ended_at
            from unnest($21::text[], $22::uuid[], $23::bigint[], $24::text[], $25::text[], $26::text[], $27::text[], $28::timestamptz[],
                $29::text[], $30::text[], $31::uuid[], $32::text[], $33::text[], $34::float8[], $35::int[], $36::bigint[], $37::bool[],
                $38::text[], $39::text[], $40::timestamptz[])
            as u(project, job_id, fence, from_state, to_state, decided, held_reason, wake_at, outcome, reason, answer_attempt, model, lane,
                confidence, attempts, cost, late, reject_field, reject_code, ended_at)
            where j.project = u.project and j.job_id = u.job_id
                and j.worker_id = $1 and j.fence = u.fence and j.state = u.from_state::job_state
            returning j.project, j.job_id, j.decisions, u.decided),
        chosen as (
            insert into decisions (project, job_id, step, decided)
            select project, job_id, decisions, decided::json from moved where decided is not null),
        started as (
            insert into attempts (attempt_id, project, job_id, number, purpose, state, model, lane, price_version, predicted_quality,
                hold_nano_usd, max_output_tokens, started_at)
            select a.attempt_id, a.project, a.job_id, a.number, a.purpose::attempt_purpose, 'started', a.model, a.lane::lane, a.price_version,
                a.predicted_quality, a.hold_nano_usd, a.max_output_tokens, a.started_at
            from unnest($41::uuid[], $42::text[], $43::uuid[], $44::int[], $45::text[], $46::text[], $47::text[], $48::text[], $49::float8[],
                $50::bigint[], $51::int[], $52::timestamptz[])
            as a(attempt_id, project, job_id, number, purpose, model, lane, price_version, predicted_quality, hold_nano_usd,
                max_output_tokens, started_at)
            join moved using (project, job_id))
        select project, job_id from moved
        """;

    // A commit whose reply was lost left exactly this behind: our fence plus one at the state we asked for, and the attempt we opened.
    private const string Known = """
        select u.ord
        from unnest($1::text[], $2::uuid[], $3::bigint[], $4::text[], $5::uuid[]) with ordinality as u(project, job_id, fence, to_state, attempt_id, ord)
        join jobs j on j.project = u.project and j.job_id = u.job_id
        where j.fence = u.fence + 1 and j.state = u.to_state::job_state and (j.worker_id = $6 or j.worker_id is null)
            and (u.attempt_id is null or exists (select 1 from attempts a where a.attempt_id = u.attempt_id))
        """;

    protected override NpgsqlBatchCommand Command(IReadOnlyList<TurnWrite> writes)
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.AddValue(workerId);
        var ends = writes.Select(write => write.Turn.Ended).OfType<AttemptEnd>().ToList();
        EndColumns.Add(command, ends);
        AddMoves(command, writes.OrderBy(write => write.Turn.Lease.Key.JobId).ToList());
        AttemptColumns.Add(command, writes.Where(write => write.Attempt is not null).Select(write => (write.Turn.Lease.Key, write.Attempt!)).ToList());
        return command;
    }

    protected override async Task ReadAsync(NpgsqlDataReader reader, IReadOnlyList<TurnWrite> writes)
    {
        var moved = new HashSet<JobKey>();
        while (await reader.ReadAsync())
            moved.Add(new JobKey(reader.GetString(0), reader.GetGuid(1)));
        foreach (var write in writes)
            write.Result = moved.Contains(write.Turn.Lease.Key) ? true : null;
    }

    protected override async Task FinishAsync(NpgsqlConnection connection, IReadOnlyList<TurnWrite> writes, CancellationToken stop)
    {
        var undecided = writes.Where(write => write.Result is null).ToList();
        if (undecided.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        var command = new NpgsqlBatchCommand(Known);
        command.Add(undecided, write => write.Turn.Lease.Key.Project);
        command.Add(undecided, write => write.Turn.Lease.Key.JobId);
        command.Add(undecided, write => write.Turn.Lease.Fence);
        command.Add(undecided, write => SqlNames.Of(write.Turn.Move.To));
        command.Add(undecided, write => write.Attempt?.Id);
        command.AddValue(workerId);
        batch.BatchCommands.Add(command);
        foreach (var write in undecided)
            write.Result = false;
        await using var reader = await batch.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            undecided[(int)reader.GetInt64(0) - 1].Result = true;
    }

    private static void AddMoves(NpgsqlBatchCommand command, IReadOnlyList<TurnWrite> writes)
    {
        command.Add(writes, write => write.Turn.Lease.Key.Project);
        command.Add(writes, write => write.Turn.Lease.Key.JobId);
        command.Add(writes, write => write.Turn.Lease.Fence);
        command.Add(writes, write => SqlNames.Of(write.Turn.Lease.State));
        command.Add(writes, write => SqlNames.Of(write.Turn.Move.To));
        command.Add(writes, write => write.DecisionJson);
        command.Add(writes, write => (write.Turn.Move as Move.Hold)?.Reason);
        command.Add(writes, write => (write.Turn.Move as Move.Hold)?.WakeAt.UtcDateTime);
        command.Add(writes, write => Ending(write) is { } ending ? SqlNames.Of(ending.Outcome) : null);
        command.Add(writes, write => Ending(write)?.Reason ?? (write.Turn.Move as Move.Reject)?.Reason);
        command.Add(writes, write => Ending(write)?.AnswerAttempt);
        command.Add(writes, write => Ending(write)?.Model);
        command.Add(writes, write => Ending(write)?.Lane);
        command.Add(writes, write => Ending(write)?.Confidence);
        command.Add(writes, write => Ending(write)?.Attempts);
        command.Add(writes, write => Ending(write)?.CostNanoUsd);
        command.Add(writes, write => Ending(write)?.Late);
        command.Add(writes, write => (write.Turn.Move as Move.Reject)?.Field);
        command.Add(writes, write => (write.Turn.Move as Move.Reject)?.Code);
        command.Add(writes, write => JobMoves.IsFinal(write.Turn.Move.To) ? write.Turn.At.UtcDateTime : (DateTime?)null);
    }

    private static Ending? Ending(TurnWrite write) => (write.Turn.Move as Move.Settle)?.Ending;
}
