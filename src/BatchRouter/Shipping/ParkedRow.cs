using BatchRouter.Catalog;

namespace BatchRouter.Shipping;

/// <summary>A purchase that waits for a shipment.</summary>
/// <param name="AttemptId">The purchase.</param>
/// <param name="Provider">By its name in the catalogue.</param>
/// <param name="Model">By its name in the catalogue.</param>
/// <param name="LatestSafeStart">What is not answered then goes the way back.</param>
/// <param name="ParkedAt">Since when it waits.</param>
/// <param name="LeavesBy">When it leaves with whoever is there.</param>
/// <param name="Bytes">About what its line takes.</param>
/// <param name="Tokens">Input and output at most.</param>
public sealed record ParkedRow(
    Guid AttemptId, string Provider, string Model, DateTimeOffset LatestSafeStart, DateTimeOffset ParkedAt, DateTimeOffset LeavesBy, long Bytes, long Tokens)
{
    /// <summary>Whether a provider's quota had no room for it, and it is not asked again yet.</summary>
    public bool WaitsForQuota(DateTimeOffset now) => LeavesBy > now && LeavesBy > Cohorts.LeavesBy(ParkedAt, LatestSafeStart);
}

/// <summary>Rows that leave together, now.</summary>
/// <param name="Model">Whose batch it will be.</param>
/// <param name="Rows">At least one, the most urgent first.</param>
public sealed record Cohort(CatalogModel Model, IReadOnlyList<ParkedRow> Rows)
{
    public DateTimeOffset LatestSafeStart => Rows[0].LatestSafeStart;

    public long Bytes => Rows.Sum(row => row.Bytes);

    public long Tokens => Rows.Sum(row => row.Tokens);
}
