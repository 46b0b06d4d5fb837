-- Attempts, what they answered, and the decisions behind them.
create type attempt_state as enum ('started', 'replied', 'failed', 'unknown', 'assumed');
create type attempt_purpose as enum ('first', 'escalate', 'fall_back', 'repeat', 'wake', 'rescue');
create type lane as enum ('sync', 'flex', 'batch');

-- One purchase of one offer. Its hold stands on its row: open while it is started or unknown.
create table attempts (
    attempt_id          uuid primary key,
    project             text not null,
    job_id              uuid not null,
    number              integer not null check (number > 0),
    purpose             attempt_purpose not null,
    state               attempt_state not null,
    model               text not null,
    lane                lane not null,
    price_version       text not null,
    predicted_quality   double precision not null,
    hold_nano_usd       bigint not null check (hold_nano_usd >= 0),
    max_output_tokens   integer not null check (max_output_tokens > 0),
    started_at          timestamptz not null,
    ended_at            timestamptz,
    failure             text,
    detail              text,
    finish              text,
    provider_request_id text,
    elapsed_ms          integer check (elapsed_ms >= 0),
    input_tokens        bigint check (input_tokens >= 0),
    cached_input_tokens bigint check (cached_input_tokens >= 0),
    output_tokens       bigint check (output_tokens >= 0),
    reasoning_tokens    bigint check (reasoning_tokens >= 0),
    confidence          double precision check (confidence between 0 and 1),
    signals             json,
    unique (project, job_id, number)
) with (fillfactor = 40); -- room on the page for the one update, so that no index is touched

-- Every answer that was bought, accepted or not. As JSON, since U+0000 and lone surrogates are valid in an answer.
create table outputs (
    attempt_id uuid primary key,
    text       json not null,
    tool_calls json
);

-- One decision per step: its inputs, its candidates, and why each was refused. Written only with its job's row, as requests are.
create table decisions (
    project  text not null,
    job_id   uuid not null,
    step     integer not null check (step > 0),
    decided  json not null,
    primary key (project, job_id, step)
);
