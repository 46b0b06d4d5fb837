-- The batch lane: what is parked, and the shipments that take it to providers' batch APIs. Times of the path are the workers'.
create type shipment_state as enum ('formed', 'in_doubt', 'sent', 'ended', 'closed', 'dropped');

create table shipments (
    shipment_id       uuid primary key,
    provider          text not null,
    -- the provider as it was when the shipment was formed: it is read to its end, whatever the catalogue says since
    kind              text not null,
    endpoint          text not null,
    key_variable      text not null,
    model             text not null,
    provider_model    text not null,
    rows              integer not null check (rows > 0),
    bytes             bigint not null,
    tokens            bigint not null,
    state             shipment_state not null,
    formed_at         timestamptz not null,
    -- of its most urgent row
    latest_safe_start timestamptz not null,
    -- the create that made it, or may have; null, none went out
    created_at        timestamptz,
    provider_id       text,
    cancelled_at      timestamptz,
    -- how and when the provider ended it
    batch_end         text check (batch_end in ('completed', 'expired', 'cancelled', 'refused')),
    ended_at          timestamptz,
    error_code        text,
    output            text,
    errors            text,
    closed_at         timestamptz,
    polls             integer not null default 0,
    refusals          integer not null default 0,
    detail            text,
    -- the lease, as of a job: whose turn it is, and when the next one is due
    worker_id         uuid,
    fence             bigint not null default 0,
    next_at           timestamptz not null,
    check (state not in ('sent', 'ended', 'closed') or provider_id is not null),
    check (state <> 'in_doubt' or created_at is not null),
    check ((state in ('closed', 'dropped')) = (closed_at is not null))
);
create index shipments_due on shipments (next_at) where closed_at is null;
create index shipments_seen on shipments (created_at) where created_at is not null;
create unique index shipments_of_provider on shipments (provider, provider_id) where provider_id is not null;

-- One purchase in the batch lane: where its job is parked, and in which shipment it left.
create table shipment_rows (
    attempt_id        uuid primary key,
    project           text not null,
    job_id            uuid not null,
    provider          text not null,
    model             text not null,
    latest_safe_start timestamptz not null,
    parked_at         timestamptz not null,
    leaves_by         timestamptz not null,
    bytes             bigint not null,
    tokens            bigint not null,
    -- held beside the attempt's own hold, for buying at once what the batch does not answer in time; free when the row is open no more
    way_back_nano_usd bigint not null check (way_back_nano_usd >= 0),
    price             json not null,
    may_have_more     boolean not null,
    -- nothing is known of the purchase yet
    is_open           boolean not null default true,
    -- the job has not gone on from it: whoever wrote what became of the purchase may have died, or lost the job, before it moved
    is_awaited        boolean not null default true,
    shipment_id       uuid references shipments,
    check (is_awaited or not is_open)
) with (fillfactor = 60);
create index shipment_rows_parked on shipment_rows (latest_safe_start) where is_awaited and shipment_id is null;
create index shipment_rows_leaving on shipment_rows (leaves_by) where is_open and shipment_id is null;
create index shipment_rows_of_job on shipment_rows (project, job_id) where is_awaited;
create index shipment_rows_shipped on shipment_rows (shipment_id) where is_awaited;

-- What a shipment brought that it should not have, or should have and did not: alarmed, and kept.
create table shipment_findings (
    shipment_id uuid not null references shipments,
    finding     text not null check (finding in ('foreign', 'duplicate', 'missing', 'late')),
    name        text not null,
    detail      text not null,
    found_at    timestamptz not null default now(),
    primary key (shipment_id, finding, name)
);

-- What is called back may be at its end already: nobody to ask any more, no attempt left, or good enough with an earlier attempt's answer.
drop trigger jobs_move on jobs;
create trigger jobs_move after update on jobs for each row
    when (old.state is distinct from new.state and not (
        (old.state = 'received' and new.state in ('running', 'parked', 'held', 'rejected'))
        or (old.state = 'running' and new.state in ('settled', 'parked', 'held', 'cancelled'))
        or (old.state = 'parked' and new.state in ('shipped', 'running', 'held', 'settled', 'cancelled'))
        or (old.state = 'shipped' and new.state in ('running', 'parked', 'held', 'settled', 'cancelled'))
        or (old.state = 'held' and new.state in ('running', 'parked', 'settled', 'rejected', 'cancelled'))))
    execute function refuse('a move outside the table of states');

create trigger shipments_move after update on shipments for each row
    when (old.state is distinct from new.state and not (
        (old.state = 'formed' and new.state in ('in_doubt', 'dropped'))
        or (old.state = 'in_doubt' and new.state in ('formed', 'sent', 'dropped'))
        or (old.state = 'sent' and new.state in ('ended', 'dropped'))
        or (old.state = 'ended' and new.state = 'closed')))
    execute function refuse('a move outside the table of states');
create trigger shipments_kept before delete on shipments for each row
    execute function refuse('a shipment may have been charged: it is kept');
create trigger shipment_rows_kept before delete on shipment_rows for each row
    execute function refuse('a row is kept');
create trigger shipment_rows_pinned after update on shipment_rows for each row
    when (old.way_back_nano_usd is distinct from new.way_back_nano_usd or (not old.is_open and new.is_open) or (not old.is_awaited and new.is_awaited))
    execute function refuse('the money of the way back is fixed when the job is parked');
create trigger shipment_findings_append_only before update or delete on shipment_findings for each row
    execute function refuse('what was found is kept');

-- Groups of which nothing more is to be bought.
create table cancelled_groups (
    group_id     text primary key,
    cancelled_at timestamptz not null default now()
);
