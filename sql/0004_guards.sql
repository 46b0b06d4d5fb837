-- What must never be is refused here, whoever writes. The conditions stand in the triggers, so that a lawful write calls no function.
-- Updates are judged after the fact: a trigger before it would lock each row once more. There are no foreign keys on the hot path (two
-- fifths of its time in Postgres): every child is written by the statement that writes or updates its parent, and no parent can be deleted.
create function refuse() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'BR001', message = format('%s: %s', tg_table_name, tg_argv[0]);
end $$;

create trigger jobs_begin before insert on jobs for each row
    when (new.state not in ('received', 'running', 'parked', 'held', 'rejected'))
    execute function refuse('a job does not begin in this state');

create trigger jobs_move after update on jobs for each row
    when (old.state is distinct from new.state and not (
        (old.state = 'received' and new.state in ('running', 'parked', 'held', 'rejected'))
        or (old.state = 'running' and new.state in ('settled', 'parked', 'held', 'cancelled'))
        or (old.state = 'parked' and new.state in ('shipped', 'running', 'held', 'cancelled'))
        or (old.state = 'shipped' and new.state in ('running', 'parked', 'held', 'settled', 'cancelled'))
        or (old.state = 'held' and new.state in ('running', 'parked', 'settled', 'rejected', 'cancelled'))))
    execute function refuse('a move outside the table of states');

-- All of a final row but whether the world was told.
create trigger jobs_final after update on jobs for each row
    when (old.state in ('settled', 'rejected', 'cancelled') and
        (old.project, old.job_id, old.group_id, old.task, old.urgency, old.state, old.deadline, old.received_at, old.body_hash, old.worker_id,
         old.fence, old.rescues, old.waits, old.decisions, old.held_reason, old.outcome, old.reason, old.answer_attempt, old.model, old.lane,
         old.confidence, old.attempts, old.cost_nano_usd, old.late, old.reject_field, old.reject_code, old.ended_at)
        is distinct from
        (new.project, new.job_id, new.group_id, new.task, new.urgency, new.state, new.deadline, new.received_at, new.body_hash, new.worker_id,
         new.fence, new.rescues, new.waits, new.decisions, new.held_reason, new.outcome, new.reason, new.answer_attempt, new.model, new.lane,
         new.confidence, new.attempts, new.cost_nano_usd, new.late, new.reject_field, new.reject_code, new.ended_at))
    execute function refuse('a final state is immutable');

create trigger attempts_begin before insert on attempts for each row
    when (new.state <> 'started')
    execute function refuse('an attempt begins as started');

create trigger attempts_move after update on attempts for each row
    when (old.state is distinct from new.state and not (
        (old.state = 'started' and new.state in ('replied', 'failed', 'unknown'))
        or (old.state = 'unknown' and new.state in ('replied', 'failed', 'assumed'))))
    execute function refuse('a move outside the table of states');

create trigger attempts_pinned after update on attempts for each row
    when ((old.attempt_id, old.project, old.job_id, old.number, old.model, old.lane, old.price_version, old.hold_nano_usd, old.max_output_tokens)
        is distinct from
        (new.attempt_id, new.project, new.job_id, new.number, new.model, new.lane, new.price_version, new.hold_nano_usd, new.max_output_tokens))
    execute function refuse('a hold and its price are fixed when the attempt is opened');

create trigger attempts_kept before delete on attempts for each row
    execute function refuse('an attempt may have been charged: it is kept');

create trigger jobs_kept before delete on jobs for each row
    execute function refuse('a job is kept');
create trigger entries_append_only before update or delete on entries for each row
    execute function refuse('the ledger is appended to, never changed');
create trigger outputs_append_only before update or delete on outputs for each row
    execute function refuse('a bought answer is kept as it was');
create trigger requests_append_only before update or delete on requests for each row
    execute function refuse('a message is kept as it was accepted');
create trigger decisions_append_only before update or delete on decisions for each row
    execute function refuse('a decision is kept as it was made');
