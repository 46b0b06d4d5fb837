-- The ledger: appended to, never changed. A correction is a kind of its own, numbered.
create type entry_kind as enum ('charge', 'assumed', 'correction');

create table entries (
    attempt_id          uuid not null,
    kind                entry_kind not null,
    number              integer not null default 0 check ((kind = 'correction') = (number > 0)),
    amount_nano_usd     bigint not null check (kind = 'correction' or amount_nano_usd >= 0),
    provider_request_id text,
    posted_at           timestamptz not null default now(),
    primary key (attempt_id, kind, number)
);

create index entries_by_provider_id on entries (provider_request_id) where provider_request_id is not null;
create index entries_by_time on entries using brin (posted_at);
