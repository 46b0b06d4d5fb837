using BatchRouter.Postgres.Auditing;

namespace BatchRouter.Cli.Auditing;

/// <summary>All that an audit says.</summary>
/// <param name="Clean">No check found a difference.</param>
/// <param name="At">The snapshot's time, on the database's clock.</param>
/// <param name="Checks">The database against itself, then the ledger against each export.</param>
internal sealed record AuditResult(bool Clean, DateTime At, IReadOnlyList<CheckResult> Checks)
{
    public static AuditResult Of(AuditReport books, IReadOnlyList<CheckResult> exports) =>
        new(books.IsClean && exports.All(export => export.Count == 0), books.At, [.. books.Checks, .. exports]);
}
