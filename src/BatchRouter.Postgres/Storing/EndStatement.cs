using BatchRouter.Postgres.Grouping;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>
/// Ends attempts with their money and answers. It does not ask for the lease: whoever lost it may hold the only proof of a charge.
/// An attempt is unknown since it first was: a later word that knows no more does not postpone the end of waiting for evidence.
/// What was closed meanwhile without this end's knowledge is corrected after the commit.
/// </summary>
internal sealed class EndStatement : GroupStatement<TurnWrite>
{
    private static readonly string Sql = $"""
        with ended as (
            update attempts a set state = u.state::attempt_state,
                ended_at = case when a.state = 'unknown' and u.state = 'unknown' then a.ended_at else u.ended_at end,
                failure = u.failure, detail = u.detail, finish = u.finish,
                provider_request_id = u.provider_request_id, elapsed_ms = u.elapsed_ms, input_tokens = u.input_tokens,
                cached_input_tokens = u.cached, output_tokens = u.output_tokens, reasoning_tokens = u.reasoning,
                cache_write_tokens = u.cache_write, confidence = u.confidence, signals = u.signals::json
            from unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[], $9::bigint[],
                $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::float8[], $15::text[])
            as u(attempt_id, state, ended_at, failure, detail, finish, provider_request_id, elapsed_ms, input_tokens,
                cached, output_tokens, reasoning, cache_write, confidence, signals)
            where a.attempt_id = u.attempt_id and a.state in ('started', 'unknown')
            returning a.attempt_id, a.state, a.provider_request_id, a.accounts, a.hold_nano_usd, a.soft_accounts, a.soft_hold_nano_usd),
        answered as (
            insert into outputs (attempt_id, text, tool_calls)
            select u.attempt_id, u.text::json, u.tool_calls::json
            from unnest($16::uuid[], $17::text[], $18::text[]) as u(attempt_id, text, tool_calls) join ended using (attempt_id)
            on conflict (attempt_id) do nothing),
        landed as (
            update shipment_rows r set is_open = false from ended e where r.attempt_id = e.attempt_id and r.is_open
            returning e.accounts, r.way_back_nano_usd),
        closed as (
            select e.*, u.amount, u.source
            from ended e left join unnest($19::uuid[], $20::bigint[], $21::uuid[]) as u(attempt_id, amount, source) using (attempt_id)
            where e.state <> 'unknown'),
        posted as (
            insert into entries (attempt_id, kind, amount_nano_usd, provider_request_id, source_attempt)
            select attempt_id, 'charge', amount, provider_request_id, source from closed where amount is not null),
        {AccountSums.EndedSql}
        select attempt_id from ended
        """;

    public override bool HasRows => true;

    protected override IReadOnlyList<TurnWrite> Chosen(IReadOnlyList<TurnWrite> writes) =>
        writes.Where(write => write.Turn.Ended is not null).ToList();

    protected override NpgsqlBatchCommand Command(IReadOnlyList<TurnWrite> writes)
    {
        var command = new NpgsqlBatchCommand(Sql);
        EndColumns.Add(command, writes.Select(write => write.Turn.Ended!).ToList());
        return command;
    }

    protected override async Task ReadAsync(NpgsqlDataReader reader, IReadOnlyList<TurnWrite> writes)
    {
        var ended = new HashSet<Guid>();
        while (await reader.ReadAsync())
            ended.Add(reader.GetGuid(0));
        foreach (var write in writes)
            write.IsEnded = ended.Contains(write.Turn.Ended!.Attempt.Id);
    }

    protected override async Task FinishAsync(NpgsqlConnection connection, IReadOnlyList<TurnWrite> writes, CancellationToken stop)
    {
        foreach (var write in writes)
            if (write is { IsEnded: false, Turn.Ended: { } end })
                await Corrections.BookAsync(connection, end, stop);
    }
}
