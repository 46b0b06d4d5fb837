namespace BatchRouter.Postgres.Leasing;

/// <summary>Whether the worker that a job names lives.</summary>
internal static class Liveness
{
    /// <summary>
    /// Of a job <c>o</c>; $2 is the lease. A scalar subquery, not "exists": that would become an anti-join, which is not asked again for
    /// a row that another claimer took between our snapshot and our lock, and both would claim it.
    /// </summary>
    public const string Sql = """
        coalesce((select w.ended_at is null and w.heartbeat_at > now() - $2::interval from workers w where w.worker_id = o.worker_id), false)
        """;
}
