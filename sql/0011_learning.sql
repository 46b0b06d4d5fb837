-- What was learned: one row per version, kept for ever; which one is in use is the only thing about it that changes.
create type learned_kind as enum ('quality', 'confidence');

create table learned (
    version    bigint generated always as identity primary key,
    -- what one training run brought forth is rolled back together
    run_id     uuid not null,
    task       text not null,
    kind       learned_kind not null,
    artifact   bytea not null,
    examples   integer not null check (examples > 0),
    summary    jsonb not null,
    trained_at timestamptz not null default now(),
    active     boolean not null default false
);

create unique index learned_active on learned (task, kind) where active;
create index learned_of_task on learned (task, kind, version);

create trigger learned_begin before insert on learned for each row
    when (new.active)
    execute function refuse('a version comes into use by a switch, which leaves a trace');
create trigger learned_fixed after update on learned for each row
    when ((old.version, old.run_id, old.task, old.kind, old.artifact, old.examples, old.summary, old.trained_at)
        is distinct from (new.version, new.run_id, new.task, new.kind, new.artifact, new.examples, new.summary, new.trained_at))
    execute function refuse('a trained model is kept as it was');
create trigger learned_kept before delete on learned for each row
    execute function refuse('a trained model is kept: roll back instead');

-- Who brought which version into use, and when. Written under a lock of the table, so that numbers commit in their order and workers
-- need to look at the highest alone.
create table learned_switches (
    number       bigint generated always as identity primary key,
    task         text not null,
    kind         learned_kind not null,
    from_version bigint references learned,
    to_version   bigint references learned,
    reason       text not null check (reason in ('train', 'rollback')),
    switched_by  text not null,
    switched_at  timestamptz not null default now()
);

create index learned_switches_of_task on learned_switches (task, switched_at);

create trigger learned_switches_append_only before update or delete on learned_switches for each row
    execute function refuse('a switch is recorded once');

-- How what was learned holds against audits, task by task: a row for each look that saw new audits. Without figures where a switch ended it.
create table drift (
    number            bigint generated always as identity primary key,
    task              text not null,
    at                timestamptz not null default now(),
    audits            integer not null check (audits >= 0),
    -- the newest audit it saw
    through           timestamptz,
    calibration_error double precision check (calibration_error between 0 and 1),
    calibration_low   double precision check (calibration_low between 0 and 1),
    accepted_quality  double precision check (accepted_quality between 0 and 1),
    low               double precision check (low between 0 and 1),
    high              double precision check (high between 0 and 1),
    is_drifting       boolean not null,
    -- it began or ended here, and the world is told
    has_changed       boolean not null,
    reason            text,
    told_at           timestamptz
);

create index drift_of_task on drift (task, number);
create index drift_untold on drift (number) where has_changed and told_at is null;

create trigger drift_fixed after update on drift for each row
    when ((old.number, old.task, old.at, old.audits, old.through, old.calibration_error, old.calibration_low, old.accepted_quality, old.low, old.high,
            old.is_drifting, old.has_changed, old.reason)
        is distinct from (new.number, new.task, new.at, new.audits, new.through, new.calibration_error, new.calibration_low, new.accepted_quality, new.low,
            new.high, new.is_drifting, new.has_changed, new.reason))
    execute function refuse('a measurement is kept as it was');
create trigger drift_kept before delete on drift for each row
    execute function refuse('a measurement is kept');

-- Any number of workers look: each interval one of them. Whoever adds a row holds this one, so that numbers commit in their order.
create table drift_watch (
    single    boolean primary key default true check (single),
    looked_at timestamptz
);
insert into drift_watch default values;
