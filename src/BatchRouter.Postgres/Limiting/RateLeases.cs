using BatchRouter.Limiting;
using Npgsql;

namespace BatchRouter.Postgres.Limiting;

/// <summary>Buckets that all workers draw from, each call in one short statement.</summary>
public sealed class RateLeases(NpgsqlDataSource postgres) : IRateLeases
{
    private const string OpenSql = """
        insert into rate_buckets (provider, model, pool, requests, tokens, filled_at) values ($1, $2, $3, $4, $5, clock_timestamp())
        on conflict (provider, model, pool) do nothing
        """;

    // $4 and $5: requests and tokens per second; $6: seconds' worth that may gather. The first calls whose turn comes before the bucket is empty: one that
    // is larger than what is left leaves it below 0.
    private const string TakeSql = """
        with filled as (
            select least($4 * $6, b.requests + $4 * s.seconds) as requests, least($5 * $6, b.tokens + $5 * s.seconds) as tokens
            from rate_buckets b, lateral (select greatest(0, extract(epoch from clock_timestamp() - b.filled_at))::float8 as seconds) s
            where b.provider = $1 and b.model = $2 and b.pool = $3 for update of b),
        asked as (
            select u.ord, sum(u.tokens) over (order by u.ord) - u.tokens as before, u.tokens
            from unnest($7::bigint[]) with ordinality as u(tokens, ord)),
        taken as (
            select count(*)::int as calls, coalesce(sum(a.tokens), 0)::float8 as tokens
            from asked a, filled f where a.ord <= floor(f.requests + 1e-9) and a.before < f.tokens)
        update rate_buckets b set requests = f.requests - t.calls, tokens = f.tokens - t.tokens, filled_at = clock_timestamp()
        from filled f, taken t where b.provider = $1 and b.model = $2 and b.pool = $3
        returning t.calls, b.requests, b.tokens
        """;

    public async Task<RateGrant> TakeAsync(RateLimit limit, bool isUrgent, IReadOnlyList<long> tokens, CancellationToken stop)
    {
        var (requests, perSecond) = limit.PerSecond(isUrgent);
        if (requests <= 0 || perSecond <= 0)
            return new RateGrant(0, TimeSpan.MaxValue);
        while (true)
        {
            await using var command = Named(TakeSql, limit, isUrgent, requests, perSecond);
            command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = Gathers(requests) });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. tokens] });
            await using (var reader = await command.ExecuteReaderAsync(stop))
                if (await reader.ReadAsync(stop))
                {
                    var (calls, left, leftTokens) = (reader.GetInt32(0), reader.GetDouble(1), reader.GetDouble(2));
                    var wait = Math.Max((1 - left) / requests, -leftTokens / perSecond);
                    return new RateGrant(calls, TimeSpan.FromSeconds(Math.Clamp(wait, 0, 60)));
                }

            await using var open = Named(OpenSql, limit, isUrgent, requests * Gathers(requests), perSecond * Gathers(requests));
            await open.ExecuteNonQueryAsync(stop);
        }
    }

    // At least one call must be able to gather, however small the limit.
    private static double Gathers(double requestsPerSecond) => Math.Max(RateLimit.GathersSeconds, 1 / requestsPerSecond);

    private NpgsqlCommand Named(string sql, RateLimit limit, bool isUrgent, double requests, double tokens)
    {
        var command = postgres.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = limit.Provider });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = limit.Model });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = isUrgent ? "urgent" : "bulk" });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = requests });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = tokens });
        return command;
    }
}
