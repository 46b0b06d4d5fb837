-- Spend by hour and by day (UTC) of posting. Rows only grow: each entry is added once, by the run whose span of transaction ids holds it.
create table rollup_hours (
    hour                 timestamptz not null,
    project              text not null,
    task                 text not null,
    model                text not null,
    lane                 text not null,
    amount_nano_usd      bigint not null,
    -- of the amount: worst cases for want of evidence, and corrections
    assumed_nano_usd     bigint not null,
    corrections_nano_usd bigint not null,
    entries              bigint not null,
    -- attempts that were charged or assumed here; a correction counts none
    attempts             bigint not null,
    primary key (hour, project, task, model, lane)
);

create table rollup_days (
    day                  date not null,
    project              text not null,
    task                 text not null,
    model                text not null,
    lane                 text not null,
    amount_nano_usd      bigint not null,
    assumed_nano_usd     bigint not null,
    corrections_nano_usd bigint not null,
    entries              bigint not null,
    attempts             bigint not null,
    primary key (day, project, task, model, lane)
);

-- Entries of transactions below this id are in the rollups, all others are not. Whoever rolls up holds this row.
create table rollup_watermark (
    single    boolean primary key default true check (single),
    xid       xid8 not null,
    rolled_at timestamptz
);
insert into rollup_watermark (xid) values ('0');

-- The server that gave out the transaction ids of the ledger: on another one (restored from a dump) they say less.
create table ledger_origin (
    single            boolean primary key default true check (single),
    system_identifier bigint not null
);
insert into ledger_origin (system_identifier) select system_identifier from pg_control_system();

-- Transactions that wrote the ledger's rows anew without changing them: an "alter table" that rewrites the table has to enter itself here.
create table ledger_rewrites (
    xid xid8 primary key,
    why text not null
);

-- Each entry with its attribution, once for the rollups and for what is not rolled up yet. Outer joins: money whose attempt or job
-- were missing is still shown, and the audit names it.
create view entry_lines as
select e.xid, e.posted_at, date_trunc('hour', e.posted_at, 'UTC') as hour, (e.posted_at at time zone 'UTC')::date as day,
    coalesce(a.project, '?') as project, coalesce(j.task, '?') as task, coalesce(a.model, '?') as model, coalesce(a.lane::text, '?') as lane,
    e.amount_nano_usd,
    case when e.kind = 'assumed' then e.amount_nano_usd else 0 end as assumed_nano_usd,
    case when e.kind = 'correction' then e.amount_nano_usd else 0 end as corrections_nano_usd,
    case when e.kind = 'correction' then 0 else 1 end as attempts
from entries e
    left join attempts a on a.attempt_id = e.attempt_id
    left join jobs j on j.project = a.project and j.job_id = a.job_id;
