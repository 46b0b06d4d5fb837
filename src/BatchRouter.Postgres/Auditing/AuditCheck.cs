namespace BatchRouter.Postgres.Auditing;

/// <summary>One invariant as a query that returns what breaks it: row, what, expected, found. An empty result, it holds.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Holds">The invariant in words.</param>
/// <param name="Sql">Returns <c>row_name, what, expected, found</c>, one row per difference.</param>
internal sealed record AuditCheck(string Name, string Holds, string Sql);
