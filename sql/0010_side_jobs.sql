-- Given answers that were drawn for comparison with a side job's answer. Written with the side job, by the commit that settles their job.
create table comparisons (
    project       text not null,
    side_job      uuid not null,
    side          text not null check (side in ('shadow', 'audit')),
    job_id        uuid not null,
    task          text not null,
    -- the answer that the user was given, and what was thought of it then
    given_attempt uuid,
    given_model   text,
    confidence    double precision check (confidence between 0 and 1),
    comparison    text not null check (comparison in ('exact', 'fields', 'judge')),
    judge_model   text,
    -- the chance with which it was drawn
    share         double precision not null check (share > 0 and share <= 1),
    drawn_at      timestamptz not null,
    judge_job     uuid,
    -- concluded: how far the given answer is borne out, or why nothing can be said
    other_attempt uuid,
    other_model   text,
    agreement     double precision check (agreement between 0 and 1),
    reason        text,
    concluded_at  timestamptz,
    primary key (project, side_job),
    check (concluded_at is not null or (agreement is null and reason is null)),
    check (concluded_at is null or agreement is not null or reason is not null)
) with (fillfactor = 70);

create index comparisons_open on comparisons (drawn_at) where concluded_at is null;
create index comparisons_of_task on comparisons (task, concluded_at) where concluded_at is not null;
create index comparisons_of_job on comparisons (project, job_id);

create trigger comparisons_final after update on comparisons for each row
    when (old.concluded_at is not null and old.* is distinct from new.*)
    execute function refuse('what was concluded is kept');
create trigger comparisons_kept before delete on comparisons for each row
    execute function refuse('a comparison is kept');

-- What learning reads: accepted answers of weaker models, held against the strongest's.
create view audits as
select project, job_id, task, given_attempt as cheap_attempt, given_model as cheap_model, confidence, other_attempt as strong_attempt,
    other_model as strong_model, comparison, agreement, reason, share, concluded_at as at
from comparisons where side = 'audit' and concluded_at is not null;

-- What users say of answers: one row per job and source, the last word.
create table feedback (
    project     text not null,
    job_id      uuid not null,
    source      text not null default '',
    score       double precision not null check (score between 0 and 1),
    note        text check (length(note) <= 1000),
    given_at    timestamptz not null,
    received_at timestamptz not null default now(),
    primary key (project, job_id, source)
);

create index feedback_by_time on feedback (received_at);

-- Feedback that could not be taken: with field and reason, to the letter.
create table feedback_refusals (
    body_hash  bytea primary key,
    project    text,
    job_id     uuid,
    field      text not null,
    code       text not null,
    reason     text not null,
    body       bytea not null,
    refused_at timestamptz not null
);

-- Side money apart: '' is somebody's own work.
alter table rollup_hours add column side text not null default '';
alter table rollup_hours drop constraint rollup_hours_pkey;
alter table rollup_hours add primary key (hour, project, task, model, lane, side);
alter table rollup_days add column side text not null default '';
alter table rollup_days drop constraint rollup_days_pkey;
alter table rollup_days add primary key (day, project, task, model, lane, side);

create or replace view entry_lines as
select e.xid, e.posted_at, date_trunc('hour', e.posted_at, 'UTC') as hour, (e.posted_at at time zone 'UTC')::date as day,
    coalesce(a.project, '?') as project, coalesce(j.task, '?') as task, coalesce(a.model, '?') as model, coalesce(a.lane::text, '?') as lane,
    e.amount_nano_usd,
    case when e.kind = 'assumed' then e.amount_nano_usd else 0 end as assumed_nano_usd,
    case when e.kind = 'correction' then e.amount_nano_usd else 0 end as corrections_nano_usd,
    case when e.kind = 'correction' then 0 else 1 end as attempts,
    coalesce(j.side, '') as side
from entries e
    left join attempts a on a.attempt_id = e.attempt_id
    left join jobs j on j.project = a.project and j.job_id = a.job_id;
