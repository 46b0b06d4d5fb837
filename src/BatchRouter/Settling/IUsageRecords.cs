using BatchRouter.Catalog;
using BatchRouter.Running;

namespace BatchRouter.Settling;

/// <summary>Port: what a provider's own record says of one request, found by our attempt id.</summary>
[Port]
public interface IUsageRecords
{
    /// <summary>Never throws for what a provider does; only for a cancelled token.</summary>
    Task<UsageRecord> FindAsync(UnknownAttempt attempt, CancellationToken stop);
}

/// <summary>Port: attempts whose money is unknown.</summary>
[Port]
public interface IUnknownAttempts
{
    /// <summary>Those that became unknown before a moment, the oldest first; rows of shipments once these are closed, since they tell what was paid.</summary>
    Task<IReadOnlyList<UnknownAttempt>> FindAsync(DateTimeOffset before, int limit, CancellationToken stop);
}

/// <summary>An attempt that may have been charged.</summary>
/// <param name="Id">Sent to the provider as X-Client-Request-Id.</param>
/// <param name="Model">The catalogue's name of the model.</param>
/// <param name="Lane">As decisions write it.</param>
/// <param name="PriceVersion">The price it pinned.</param>
/// <param name="Since">When it became unknown.</param>
public sealed record UnknownAttempt(Guid Id, string Model, string Lane, string PriceVersion, DateTimeOffset Since);

/// <summary>What a record says.</summary>
public abstract record UsageRecord
{
    private UsageRecord() { }

    /// <summary>The provider charged for so much.</summary>
    public sealed record Charged(Usage Usage, string? ProviderRequestId) : UsageRecord;

    /// <summary>The provider knows the request and did not charge, for ever.</summary>
    public sealed record NotCharged : UsageRecord;

    /// <summary>No record, none yet, or nobody to ask.</summary>
    public sealed record Nothing : UsageRecord;
}
