using BatchRouter.Postgres.Connecting;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Running;
using BatchRouter.Settling;
using Npgsql;

namespace BatchRouter.Postgres.Storing;

/// <summary>The money of an unknown attempt on its way to being closed.</summary>
internal sealed class ResolveWrite(Resolution resolution) : Write<bool>
{
    public override object Key => Resolution.AttemptId;

    public Resolution Resolution { get; } = resolution;
}

/// <summary>Closes unknown attempts; one that is unknown no more is left as it is.</summary>
internal sealed class ResolveStatement : GroupStatement<ResolveWrite>
{
    private static readonly string Sql = $"""
        with closed as (
            update attempts a set state = u.state::attempt_state, provider_request_id = coalesce(u.provider_request_id, a.provider_request_id),
                input_tokens = u.input_tokens, cached_input_tokens = u.cached, output_tokens = u.output_tokens, reasoning_tokens = u.reasoning,
                cache_write_tokens = u.cache_write
            from unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[])
            as u(attempt_id, state, provider_request_id, input_tokens, cached, output_tokens, reasoning, cache_write, charge)
            where a.attempt_id = u.attempt_id and a.state = 'unknown'
            returning a.attempt_id, a.state, a.provider_request_id, a.accounts, a.hold_nano_usd, a.soft_accounts, a.soft_hold_nano_usd,
                case when a.state = 'assumed' then a.hold_nano_usd else u.charge end as amount),
        posted as (
            insert into entries (attempt_id, kind, amount_nano_usd, provider_request_id)
            select attempt_id, case when state = 'assumed' then 'assumed' else 'charge' end::entry_kind, amount, provider_request_id
            from closed where amount is not null),
        {AccountSums.ClosedSql}
        select attempt_id from closed
        """;

    public override bool HasRows => true;

    protected override NpgsqlBatchCommand Command(IReadOnlyList<ResolveWrite> writes)
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Add(writes, write => write.Resolution.AttemptId);
        command.Add(writes, write => SqlNames.Of(State(write.Resolution)));
        command.Add(writes, write => SafeText.Of(Charged(write)?.ProviderRequestId));
        command.Add(writes, write => Charged(write)?.Usage.Input);
        command.Add(writes, write => Charged(write)?.Usage.CachedInput);
        command.Add(writes, write => Charged(write)?.Usage.Output);
        command.Add(writes, write => Charged(write)?.Usage.Reasoning);
        command.Add(writes, write => Charged(write)?.Usage.CacheWriteInput);
        command.Add(writes, write => Charged(write)?.ChargeNanoUsd);
        return command;
    }

    private static Resolution.Charged? Charged(ResolveWrite write) => write.Resolution as Resolution.Charged;

    private static AttemptState State(Resolution resolution) => resolution switch
    {
        Resolution.Charged => AttemptState.Replied,
        Resolution.NotCharged => AttemptState.Failed,
        Resolution.Assumed => AttemptState.Assumed,
        _ => throw new InvalidOperationException("a resolution without a state"),
    };
}
