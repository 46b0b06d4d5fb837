using BatchRouter.Catalog;
using BatchRouter.Running;

namespace BatchRouter.Shipping;

/// <summary>
/// Port: providers' batch APIs. Never throws for what a provider does, only for a cancelled token. None of these calls costs money but what
/// <see cref="CreateAsync"/> sets going.
/// </summary>
[Port]
public interface IBatchClient
{
    /// <summary>Uploads the rows and creates the batch, once: it is never sent again from within.</summary>
    Task<CreateResult> CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop);

    /// <summary>Looks in the provider's list for the batch of a shipment whose create is in doubt.</summary>
    /// <param name="shipment">In doubt.</param>
    /// <param name="known">Batches that are known to be other shipments': where the provider keeps no metadata, they are passed over.</param>
    /// <param name="stop">Cancels.</param>
    Task<FindResult> FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop);

    Task<LookResult> LookAsync(Shipment shipment, CancellationToken stop);

    /// <summary>Asks for the end of a batch. Asking twice, or for one that ended, changes nothing.</summary>
    Task<CancelResult> CancelAsync(Shipment shipment, CancellationToken stop);

    /// <summary>Every line that the provider gives for an ended batch, of answers and of errors, in any order. A break is its last line.</summary>
    IAsyncEnumerable<BatchLine> ReadAsync(Shipment shipment, BatchStatus status, CancellationToken stop);
}

/// <summary>What came of a create.</summary>
public abstract record CreateResult
{
    private CreateResult() { }

    /// <summary>There is a batch.</summary>
    public sealed record Created(string ProviderId) : CreateResult;

    /// <summary>There surely is none: nothing was sent, or the provider said no.</summary>
    /// <param name="Kind">Why.</param>
    /// <param name="Detail">For people; never a prompt or a key.</param>
    /// <param name="RetryAfter">When the provider says to come back.</param>
    public sealed record Refused(FailureKind Kind, string Detail, TimeSpan? RetryAfter = null) : CreateResult;

    /// <summary>There may be one: no response, or half of one.</summary>
    public sealed record InDoubt(string Detail) : CreateResult;
}

/// <summary>What a look for a batch in doubt found.</summary>
public abstract record FindResult
{
    private FindResult() { }

    /// <summary>It is there.</summary>
    public sealed record Found(string ProviderId) : FindResult;

    /// <summary>Nothing in the list is it, now; that is no proof that nothing will be.</summary>
    public sealed record NotFound : FindResult;

    /// <summary>The list cannot be read, or does not tell it from others.</summary>
    public sealed record Unknown(string Detail, TimeSpan? RetryAfter = null) : FindResult;
}

/// <summary>What a look at a batch gave.</summary>
public abstract record LookResult
{
    private LookResult() { }

    public sealed record Seen(BatchStatus Status) : LookResult;

    /// <summary>The provider says that there is none; right after a create that means nothing.</summary>
    public sealed record NotFound : LookResult;

    public sealed record Failed(FailureKind Kind, string Detail, TimeSpan? RetryAfter = null) : LookResult;
}

/// <summary>What came of a cancellation.</summary>
public abstract record CancelResult
{
    private CancelResult() { }

    /// <summary>It will end, or has ended.</summary>
    public sealed record Taken : CancelResult;

    public sealed record Failed(FailureKind Kind, string Detail, TimeSpan? RetryAfter = null) : CancelResult;
}
