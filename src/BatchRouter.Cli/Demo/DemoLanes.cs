using BatchRouter.Sandbox.Simulation;
using Dapper;
using Npgsql;

namespace BatchRouter.Cli.Demo;

/// <summary>What lanes brought: read from Postgres, and priced by the simulated provider's own arithmetic.</summary>
internal sealed class DemoLanes(SimulatedProvider provider, NpgsqlDataSource postgres)
{
    private const string SharesSql = """
        select coalesce(lane, 'none') as lane, count(*)::float8 / sum(count(*)) over () as share
        from jobs where state = 'settled' and side is null group by 1
        """;

    // What came after its job had ended was bought twice: with sync alone it had not been.
    private const string PurchasesSql = """
        select a.model, a.input_tokens, a.cached_input_tokens, a.cache_write_tokens, a.output_tokens, a.reasoning_tokens
        from attempts a join jobs j using (project, job_id)
        where a.state = 'replied' and a.input_tokens is not null and (j.ended_at is null or a.ended_at <= j.ended_at)
        """;

    private const string LateSql = """
        select coalesce(lane, 'none') as lane, count(*) as jobs from jobs where state = 'settled' and late and side is null group by 1
        """;

    private const string ExhaustedSql = """
        select coalesce(reason, 'none') || case when answer_attempt is null then ', no answer' else '' end as reason, count(*) as jobs
        from jobs where outcome = 'exhausted' and side is null group by 1
        """;

    private const string ShipmentsSql = "select count(*) from shipments where provider_id is not null";

    public async Task<LaneSums> SumAsync(CancellationToken stop)
    {
        await using var connection = await postgres.OpenConnectionAsync(stop);
        var shares = await connection.QueryAsync<(string Lane, double Share)>(new CommandDefinition(SharesSql, cancellationToken: stop));
        var purchases = await connection.QueryAsync<(string Model, long Input, long Cached, long CacheWrite, long Output, long Reasoning)>(
            new CommandDefinition(PurchasesSql, cancellationToken: stop));
        var prices = provider.Options.Models.ToDictionary(model => model.Name, model => model.Prices);
        return new LaneSums(
            shares.ToDictionary(row => row.Lane, row => Math.Round(row.Share, 4)),
            purchases.Sum(bought => prices[bought.Model].ChargeNanoUsd(new SimulatedUsage(bought.Input, bought.Cached, bought.Output, bought.Reasoning, bought.CacheWrite))),
            await connection.ExecuteScalarAsync<long>(new CommandDefinition(ShipmentsSql, cancellationToken: stop)),
            await CountAsync(connection, LateSql, stop),
            await CountAsync(connection, ExhaustedSql, stop));
    }

    private static async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlConnection connection, string sql, CancellationToken stop) =>
        (await connection.QueryAsync<(string Name, long Jobs)>(new CommandDefinition(sql, cancellationToken: stop))).ToDictionary(row => row.Name, row => row.Jobs);
}

/// <summary>Shares of jobs by lane, what all had cost synchronously, and how many shipments were sent.</summary>
internal sealed record LaneSums(IReadOnlyDictionary<string, double> Shares, long AllSyncNanoUsd, long Shipments, IReadOnlyDictionary<string, long> Late, IReadOnlyDictionary<string, long> Exhausted);
