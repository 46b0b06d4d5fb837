using BatchRouter.Catalog;

namespace BatchRouter.Shipping;

/// <summary>Parked jobs of one model and deadline cohort, sent together to a provider's batch API.</summary>
public sealed record Shipment
{
    public required Guid Id { get; init; }

    /// <summary>Whose batch API it goes to; the endpoint and the key are the catalogue's of now.</summary>
    public required ProviderEndpoint Provider { get; init; }

    /// <summary>The catalogue's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>The model's name at the provider when the shipment was formed.</summary>
    public required string ProviderModel { get; init; }

    /// <summary>How many rows were loaded.</summary>
    public required int Rows { get; init; }

    public required ShipmentState State { get; init; }

    /// <summary>When it was formed: its rows are fixed from then on.</summary>
    public required DateTimeOffset FormedAt { get; init; }

    /// <summary>The latest safe start of its most urgent row: what is not answered then goes the way back.</summary>
    public required DateTimeOffset LatestSafeStart { get; init; }

    /// <summary>What is not read then goes the way back although it may have been answered: nobody waits longer for the end of what was called back.</summary>
    public DateTimeOffset OverdueAt => LatestSafeStart + Provider.Batch.CancelTakes;

    /// <summary>Whether it goes on though its rows should all have gone the way back.</summary>
    public bool ClosesLate(DateTimeOffset now) => now >= OverdueAt && State is (ShipmentState.InDoubt or ShipmentState.Sent or ShipmentState.Ended);

    /// <summary>When the create that made it, or may have, went out; null, none did.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The provider's id of the batch; null, not known yet.</summary>
    public string? ProviderId { get; init; }

    /// <summary>When it was cancelled, because its time was up or somebody asked; null, it was not.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>How often it was looked at since it was sent.</summary>
    public int Polls { get; init; }

    /// <summary>Creates that the provider refused, surely without making a batch.</summary>
    public int Refusals { get; init; }
}

/// <summary>Where a shipment stands.</summary>
public enum ShipmentState
{
    /// <summary>Its rows are fixed; no create went out.</summary>
    Formed,

    /// <summary>A create went out, and it is not known whether there is a batch: it is looked for, never created again.</summary>
    InDoubt,

    /// <summary>The provider works on it.</summary>
    Sent,

    /// <summary>The provider has ended it; its results are being read.</summary>
    Ended,

    /// <summary>Every row was landed, and what it cost is known.</summary>
    Closed,

    /// <summary>There is no batch and will be none; its rows went elsewhere.</summary>
    Dropped,
}
