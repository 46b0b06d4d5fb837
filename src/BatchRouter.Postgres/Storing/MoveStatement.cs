using BatchRouter.Jobs;
using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using BatchRouter.Siding;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>Moves jobs under this worker's lease, and opens their next attempts with their holds.</summary>
internal sealed class MoveStatement(Guid workerId) : JobStatement<TurnWrite>
{
    private const int AfterAttempts = 24 + AttemptColumns.Count;
    private const int AfterParks = AfterAttempts + ParkColumns.Count;

    // Texts of their own, since most groups have neither side jobs nor parked ones.
    private static readonly Dictionary<(bool Parks, bool Sides, bool Lands), string> Sql = Texts();

    private static Dictionary<(bool, bool, bool), string> Texts()
    {
        var texts = new Dictionary<(bool, bool, bool), string>();
        foreach (var parks in new[] { false, true })
            foreach (var sides in new[] { false, true })
                foreach (var lands in new[] { false, true })
                    texts[(parks, sides, lands)] = Of(
                        parks,
                        (sides ? $",\n{SideColumns.OpenedSql(parks ? AfterParks : AfterAttempts, "moved")}" : "") + (lands ? $",\n{ParkColumns.LeftSql("moved")}" : ""));
        return texts;
    }

    private static string Of(bool parks, string more) => $"""
        with moved as (
            update jobs j set state = u.to_state::job_state, fence = j.fence + 1,
                worker_id = case when u.to_state = 'running' then j.worker_id end,
                decisions = j.decisions + case when u.decided is null then 0 else 1 end,
                waits = j.waits + case when u.to_state = 'held' and u.held_budget is null then 1 else 0 end,
                held_reason = u.held_reason, wake_at = u.wake_at, held_budget = u.held_budget, held_asked_nano_usd = u.held_asked,
                outcome = u.outcome::job_outcome, reason = u.reason,
                answer_attempt = u.answer_attempt, model = u.model, lane = u.lane, confidence = u.confidence,
                attempts = coalesce(u.attempts, j.attempts), cost_nano_usd = coalesce(u.cost, j.cost_nano_usd), late = u.late,
                reject_field = u.reject_field, reject_code = u.reject_code, ended_at = u.ended_at
            from unnest($2::text[], $3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
                $10::text[], $11::text[], $12::uuid[], $13::text[], $14::text[], $15::float8[], $16::int[], $17::bigint[], $18::bool[],
                $19::text[], $20::text[], $21::timestamptz[], $22::int[], $23::bigint[])
            as u(project, job_id, fence, from_state, to_state, decided, held_reason, wake_at, outcome, reason, answer_attempt, model, lane,
                confidence, attempts, cost, late, reject_field, reject_code, ended_at, held_budget, held_asked)
            where j.project = u.project and j.job_id = u.job_id
                and j.worker_id = $1 and j.fence = u.fence and j.state = u.from_state::job_state
            returning j.project, j.job_id, j.decisions, u.decided),
        chosen as (
            insert into decisions (project, job_id, step, decided)
            select project, job_id, decisions, decided::json from moved where decided is not null),
        {AttemptColumns.StartedSql("moved", 24, parks)}{more}
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
        var (sides, parks) = (Sides(writes), ParkColumns.IsAny(writes));
        var command = new NpgsqlBatchCommand(Sql[(parks, sides.Count > 0, writes.Any(write => write.Turn.Lease.State is JobState.Parked or JobState.Shipped))]);
        command.AddValue(workerId);
        AddMoves(command, writes.OrderBy(write => write.Turn.Lease.Key.JobId).ToList());
        AttemptColumns.Add(command, writes);
        if (parks)
            ParkColumns.Add(command, writes);
        if (sides.Count > 0)
            SideColumns.Add(command, sides);
        return command;
    }

    protected override void Written(TurnWrite write) => write.Result = new AdvanceResult.Advanced();

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
        command.Add(undecided, write => write.Buy?.Attempt.Id);
        command.AddValue(workerId);
        batch.BatchCommands.Add(command);
        foreach (var write in undecided)
            write.Result = write.Refusal is { } refusal ? new AdvanceResult.OverBudget(refusal) : new AdvanceResult.LeaseLost();
        await using var reader = await batch.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            undecided[(int)reader.GetInt64(0) - 1].Result = new AdvanceResult.Advanced();
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
        command.Add(writes, write => Ending(write)?.Reason ?? (write.Turn.Move as Move.Reject)?.Reason ?? (write.Turn.Move as Move.Cancel)?.Reason);
        command.Add(writes, write => Ending(write)?.AnswerAttempt);
        command.Add(writes, write => Ending(write)?.Model);
        command.Add(writes, write => Ending(write)?.Lane);
        command.Add(writes, write => Ending(write)?.Confidence);
        command.Add(writes, write => Ending(write)?.Attempts ?? (write.Turn.Move as Move.Cancel)?.Attempts);
        command.Add(writes, write => Ending(write)?.CostNanoUsd ?? (write.Turn.Move as Move.Cancel)?.CostNanoUsd);
        command.Add(writes, write => Ending(write)?.Late);
        command.Add(writes, write => (write.Turn.Move as Move.Reject)?.Field);
        command.Add(writes, write => (write.Turn.Move as Move.Reject)?.Code);
        command.Add(writes, write => JobMoves.IsFinal(write.Turn.Move.To) ? write.Turn.At.UtcDateTime : (DateTime?)null);
        command.Add(writes, write => (write.Turn.Move as Move.Hold)?.Money?.BudgetId);
        command.Add(writes, write => (write.Turn.Move as Move.Hold)?.Money?.AskedNanoUsd);
    }

    private static List<(SideJob Side, DateTimeOffset At)> Sides(IReadOnlyList<TurnWrite> writes)
    {
        var sides = new List<(SideJob Side, DateTimeOffset At)>();
        foreach (var write in writes)
            if (write.Turn.Move is Move.Settle { Sides: { Count: > 0 } opened })
                sides.AddRange(opened.Select(side => (side, write.Turn.At)));
        return sides;
    }

    private static Ending? Ending(TurnWrite write) => (write.Turn.Move as Move.Settle)?.Ending;
}
