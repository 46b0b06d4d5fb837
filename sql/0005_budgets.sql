-- Budgets and their accounts. A budget is a limit on a scope per window; an account is one scope in one window, with what was posted and
-- what is held there. Holds and their entries stay in the window in which the hold was made.
create type budget_window as enum ('hour', 'day', 'week', 'month', 'total');
create type budget_policy as enum ('wait', 'cheaper', 'reject');

create table budgets (
    budget_id        integer generated always as identity primary key,
    -- all, team:NAME, project:NAME, model:NAME or label:KEY=VALUE
    scope            text not null,
    window_kind      budget_window not null,
    time_zone        text not null default 'UTC',
    limit_nano_usd   bigint not null check (limit_nano_usd >= 0),
    at_limit         budget_policy not null default 'wait',
    -- soft: what nine in ten attempts stayed under is held instead of the most, and a reserve is kept free for the tenth
    soft             boolean not null default false,
    reserve_nano_usd bigint not null default 0 check (reserve_nano_usd >= 0),
    active           boolean not null default true,
    set_by           text not null check (set_by in ('configuration', 'command')),
    set_at           timestamptz not null default now(),
    unique (scope, window_kind)
);

-- One row, raised by every change of a budget: a worker that knows another number reads the budgets again before it holds.
create table budget_version (
    single  boolean primary key default true check (single),
    version bigint not null
);
insert into budget_version (version) values (0);

-- The sums are written once per group of commits, by whoever locked the rows in the order of their ids. A limit may be lowered below
-- what is spent, and a charge above its hold is booked: sums only have to be whole.
create table accounts (
    account_id      bigint generated always as identity primary key,
    budget_id       integer not null references budgets,
    window_start    timestamptz not null,
    window_end      timestamptz,
    limit_nano_usd  bigint not null check (limit_nano_usd >= 0),
    soft            boolean not null,
    posted_nano_usd bigint not null default 0 check (posted_nano_usd >= 0),
    held_nano_usd   bigint not null default 0 check (held_nano_usd >= 0),
    -- the most that posted and held together ever were
    peak_nano_usd   bigint not null default 0,
    unique (budget_id, window_start)
) with (fillfactor = 20); -- every group of commits rewrites these few rows

-- Whoever writes: no hold passes the limit of a hard account.
create trigger accounts_hold after update on accounts for each row
    when (not new.soft and new.held_nano_usd > old.held_nano_usd and new.posted_nano_usd + new.held_nano_usd > new.limit_nano_usd)
    execute function refuse('a hold beyond the limit of a hard budget');
create trigger accounts_kept before delete on accounts for each row
    execute function refuse('an account is kept');

-- In which accounts an attempt's hold stands: the whole of it in hard ones, a smaller one in soft ones.
alter table attempts add column accounts bigint[] not null default '{}';
alter table attempts add column soft_accounts bigint[] not null default '{}';
alter table attempts add column soft_hold_nano_usd bigint not null default 0 check (soft_hold_nano_usd >= 0);
alter table attempts add column cache_write_tokens bigint check (cache_write_tokens >= 0);
create index attempts_unknown on attempts (ended_at) where state = 'unknown';

drop trigger attempts_pinned on attempts;
create trigger attempts_pinned after update on attempts for each row
    when ((old.attempt_id, old.project, old.job_id, old.number, old.model, old.lane, old.price_version, old.hold_nano_usd, old.max_output_tokens,
         old.accounts, old.soft_accounts, old.soft_hold_nano_usd)
        is distinct from
        (new.attempt_id, new.project, new.job_id, new.number, new.model, new.lane, new.price_version, new.hold_nano_usd, new.max_output_tokens,
         new.accounts, new.soft_accounts, new.soft_hold_nano_usd))
    execute function refuse('a hold and its price are fixed when the attempt is opened');

-- A job that waits for money: for which budget, and how much it asked. It is woken in the order of its wake time, which is its latest safe start.
alter table jobs add column held_budget integer;
alter table jobs add column held_asked_nano_usd bigint;
alter table jobs add constraint jobs_held_budget check (held_budget is null or state = 'held');
create index jobs_waiting on jobs (held_budget, wake_at) where state = 'held' and held_budget is not null;

-- Answers that may be served again: the hash of what was asked, where the task opted in.
alter type attempt_purpose add value 'cache';
alter table jobs add column cache_key bytea;
create index jobs_cached on jobs (project, cache_key, ended_at) where cache_key is not null and outcome = 'accepted';
alter table entries add column source_attempt uuid;

-- A worker that knows no account locks none; this tells it that somebody has set a budget since.
create function expect_budgets(known bigint) returns void language plpgsql as $$
begin
    if (select version from budget_version) <> known then
        raise exception using errcode = 'BR002', message = 'budgets have changed';
    end if;
end $$;
