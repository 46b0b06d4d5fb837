-- What is left of providers' rate limits, for all workers together. On Postgres' clock: limits are counted in real minutes.
create table rate_buckets (
    provider  text not null,
    model     text not null,
    -- a share of every limit is kept for urgent jobs: bulk ones never take it
    pool      text not null check (pool in ('bulk', 'urgent')),
    requests  double precision not null,
    -- below 0 after a call that is larger than what was left: the next waits until it is made good
    tokens    double precision not null,
    filled_at timestamptz not null,
    primary key (provider, model, pool)
) with (fillfactor = 20);
