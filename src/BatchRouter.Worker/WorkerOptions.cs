using BatchRouter.Catalog;
using BatchRouter.Lanes;
using BatchRouter.Postgres.Grouping;
using BatchRouter.Providers.Calling;
using BatchRouter.Rescuing;
using BatchRouter.Routing;
using BatchRouter.Shipping;
using BatchRouter.Worker.Configuring;
using BatchRouter.Worker.Messaging;

namespace BatchRouter.Worker;

/// <summary>Everything a worker is composed from.</summary>
public sealed record WorkerOptions
{
    /// <summary>Npgsql connection string.</summary>
    public required string Postgres { get; init; }

    public required MessagingOptions Messaging { get; init; }

    public required ModelCatalog Catalog { get; init; }

    public required RoutingPolicy Policy { get; init; }

    /// <summary>The files that <see cref="Catalog"/> and <see cref="Policy"/> were read from: they are looked at while work runs. Null, nothing is.</summary>
    public ConfigurationText? Configuration { get; init; }

    public GroupCommitOptions Commits { get; init; } = new();

    public LeaseOptions Lease { get; init; } = new();

    public RoundOptions Rounds { get; init; } = new();

    public ShippingOptions Shipping { get; init; } = new();

    public PipelineOptions Pipeline { get; init; } = new();

    public LaneOptions Lanes { get; init; } = new();

    /// <summary>The time that deadlines and lanes are reckoned in. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Names this process in leases.</summary>
    public Guid WorkerId { get; init; } = Guid.NewGuid();
}
