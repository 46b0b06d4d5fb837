using BatchRouter.Catalog;
using BatchRouter.Rescuing;
using BatchRouter.Running;

namespace BatchRouter.Shipping;

/// <summary>A shipment as the worker knows it that follows it.</summary>
/// <param name="Shipment">As it stands.</param>
/// <param name="Fence">Rises with every write.</param>
/// <param name="Status">How the provider ended it, once it has.</param>
public sealed record ShipmentLease(Shipment Shipment, long Fence, BatchStatus? Status = null);

/// <summary>What is written of a shipment at once.</summary>
/// <param name="Shipment">As it stands from now on.</param>
/// <param name="NextAt">When its next turn comes; null, this worker goes on at once and keeps the lease.</param>
/// <param name="Now">By the worker's clock.</param>
/// <param name="Detail">In words, what came of the turn.</param>
/// <param name="Status">How the provider ended it, where it has.</param>
public sealed record ShipmentTurn(Shipment Shipment, DateTimeOffset? NextAt, DateTimeOffset Now, string? Detail = null, BatchStatus? Status = null);

/// <summary>A row as it was stored to be sent.</summary>
/// <param name="AttemptId">The purchase.</param>
/// <param name="Body">The job's message, UTF-8 JSON.</param>
/// <param name="MaxOutputTokens">What it asks for.</param>
public sealed record StoredLine(Guid AttemptId, ReadOnlyMemory<byte> Body, int MaxOutputTokens);

/// <summary>A job taken over to land its row.</summary>
/// <param name="Row">The job.</param>
/// <param name="AttemptId">The row's purchase, the job's last.</param>
/// <param name="Price">As it was pinned.</param>
/// <param name="WayBackNanoUsd">Held beside.</param>
/// <param name="MayHaveMoreTokens">Whether the job and the model allow more output tokens than were asked for.</param>
/// <param name="StartedAt">When it was parked.</param>
public sealed record LandingRow(ClaimedRow Row, Guid AttemptId, Price Price, long WayBackNanoUsd, bool MayHaveMoreTokens, DateTimeOffset StartedAt);

/// <summary>A purchase as it stands, whoever has its job.</summary>
/// <param name="State">Where its money stands.</param>
/// <param name="Row">The job and the row; the lease is nobody's.</param>
public sealed record LandedRow(AttemptState State, LandingRow Row);

/// <summary>What waits at a provider.</summary>
/// <param name="Rows">How many.</param>
/// <param name="Tokens">Input and output at most.</param>
public readonly record struct WaitingRows(int Rows, long Tokens);

/// <summary>Something that a shipment brought and should not have, or did not bring.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">Its custom id, as far as it could be read.</param>
/// <param name="Detail">In words; never a prompt or an answer.</param>
public sealed record Finding(FindingKind Kind, string Name, string Detail);

/// <summary>What can be wrong with a shipment's lines.</summary>
public enum FindingKind
{
    /// <summary>A line that names no row of ours.</summary>
    Foreign,

    /// <summary>A second line for a row.</summary>
    Duplicate,

    /// <summary>No line for a row.</summary>
    Missing,

    /// <summary>A line for a row whose time was up: its money is booked.</summary>
    Late,
}
