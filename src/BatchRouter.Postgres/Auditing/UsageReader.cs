using Dapper;
using Npgsql;

namespace BatchRouter.Postgres.Auditing;

/// <summary>Reads what the attempts used, by model and by the segments of time that they began and ended in.</summary>
public sealed class UsageReader(NpgsqlDataSource postgres)
{
    // Answers served again never reached a provider. The provider's clock is not ours: an attempt is stretched by the slack on either side.
    private const string Sql = """
        select a.model, width_bucket(a.started_at - @slack, @bounds) as first, width_bucket(coalesce(a.ended_at, 'infinity') + @slack, @bounds) as last,
            a.state = 'replied' as is_known, a.state = 'failed' as is_free, count(*) as requests, coalesce(sum(a.input_tokens), 0)::bigint as input,
            coalesce(sum(a.cached_input_tokens), 0)::bigint as cached_input, coalesce(sum(a.cache_write_tokens), 0)::bigint as cache_write,
            coalesce(sum(a.output_tokens), 0)::bigint as output,
            coalesce(sum(coalesce((select sum(e.amount_nano_usd) from entries e where e.attempt_id = a.attempt_id), 0)), 0)::bigint as posted_nano_usd,
            coalesce(sum(a.hold_nano_usd), 0)::bigint as hold_nano_usd
        from attempts a
        where a.model = any(@models) and a.purpose <> 'cache'
            and a.started_at - @slack < @bounds[cardinality(@bounds)] and coalesce(a.ended_at, 'infinity') + @slack >= @bounds[1]
        group by 1, 2, 3, 4, 5
        """;

    /// <param name="models">Names of the catalogue.</param>
    /// <param name="bounds">Where segments begin, ascending; segment 0 lies before the first, segment n after the last.</param>
    /// <param name="slack">How far the provider's clock and ours may be apart.</param>
    /// <param name="stop">Ends the reading.</param>
    public async Task<IReadOnlyList<SegmentUsage>> ReadAsync(IReadOnlyList<string> models, IReadOnlyList<DateTime> bounds, TimeSpan slack, CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var parameters = new { models = models.ToArray(), bounds = bounds.ToArray(), slack };
        return (await connection.QueryAsync<SegmentUsage>(new CommandDefinition(Sql, parameters, commandTimeout: 0, cancellationToken: stop))).AsList();
    }
}

/// <summary>What attempts of one model used that began in one segment and ended in another.</summary>
public sealed record SegmentUsage
{
    public string Model { get; init; } = "";

    public int First { get; init; }

    public int Last { get; init; }

    /// <summary>The provider said what it counted.</summary>
    public bool IsKnown { get; init; }

    /// <summary>Surely not charged; the provider may still count the request.</summary>
    public bool IsFree { get; init; }

    public long Requests { get; init; }

    public long Input { get; init; }

    public long CachedInput { get; init; }

    public long CacheWrite { get; init; }

    public long Output { get; init; }

    public long PostedNanoUsd { get; init; }

    public long HoldNanoUsd { get; init; }
}
