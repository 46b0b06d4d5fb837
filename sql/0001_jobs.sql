-- Jobs: one row each, moved forward only. The body is kept apart so that a move rewrites a narrow row.
create type job_state as enum ('received', 'running', 'parked', 'shipped', 'held', 'settled', 'rejected', 'cancelled');
create type job_outcome as enum ('accepted', 'exhausted');
create type job_urgency as enum ('bulk', 'urgent');

-- A lease belongs to a worker: one heartbeat row per process, on this server's clock.
create table workers (
    worker_id    uuid primary key,
    host         text not null,
    process_id   integer not null,
    started_at   timestamptz not null default now(),
    heartbeat_at timestamptz not null default now(),
    ended_at     timestamptz
);

create table jobs (
    project        text not null,
    job_id         uuid not null,
    group_id       text,
    task           text not null,
    urgency        job_urgency not null,
    state          job_state not null,
    deadline       timestamptz not null,
    received_at    timestamptz not null,
    body_hash      bytea not null,
    -- the lease: whose it is, and a number that rises with every write, so that a writer of the past is refused
    worker_id      uuid,
    fence          bigint not null,
    rescues        integer not null default 0 check (rescues >= 0),
    waits          integer not null default 0 check (waits >= 0),
    decisions      integer not null default 0 check (decisions >= 0),
    -- held
    held_reason    text,
    wake_at        timestamptz,
    -- settled
    outcome        job_outcome,
    reason         text,
    answer_attempt uuid,
    model          text,
    lane           text,
    confidence     double precision check (confidence between 0 and 1),
    attempts       integer not null default 0 check (attempts >= 0),
    cost_nano_usd  bigint not null default 0 check (cost_nano_usd >= 0),
    late           boolean,
    -- rejected
    reject_field   text,
    reject_code    text,
    ended_at       timestamptz,
    announced_at   timestamptz,
    primary key (project, job_id),
    check ((state = 'held') = (wake_at is not null)),
    check ((state = 'settled') = (outcome is not null)),
    check ((state = 'rejected') = (reject_code is not null)),
    check ((state in ('settled', 'rejected', 'cancelled')) = (ended_at is not null))
) with (fillfactor = 80);

create index jobs_leased on jobs (worker_id) where state in ('received', 'running');
create index jobs_due on jobs (wake_at) where state = 'held';
create index jobs_unannounced on jobs (ended_at) where announced_at is null and ended_at is not null;
create index jobs_of_group on jobs (group_id) where group_id is not null;

-- The message as it was accepted, to the letter. Written only by the statement that writes its job.
create table requests (
    project text not null,
    job_id  uuid not null,
    body    json not null,
    primary key (project, job_id)
);

-- Messages that never became a job: recorded with field and reason, whatever they held.
create table rejections (
    job_id       uuid not null,
    body_hash    bytea not null,
    project      text,
    group_id     text,
    field        text not null,
    code         text not null,
    reason       text not null,
    body         bytea not null,
    rejected_at  timestamptz not null,
    announced_at timestamptz,
    primary key (job_id, body_hash)
);

create index rejections_unannounced on rejections (rejected_at) where announced_at is null;
