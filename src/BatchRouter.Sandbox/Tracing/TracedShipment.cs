using BatchRouter.Sandbox.Tracing.World;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Tracing;

/// <summary>A simulated shipment on its way.</summary>
internal sealed class TracedShipment
{
    /// <summary>Its most urgent job: the world knows it by that.</summary>
    public required int Key { get; init; }

    /// <summary>As the domain knows it.</summary>
    public required Shipment Shipment { get; set; }

    public required IReadOnlyList<TraceJob> Jobs { get; init; }

    /// <summary>When it was sent; null, it is not.</summary>
    public DateTimeOffset? SentAt { get; set; }

    public TimeSpan Work { get; set; }

    /// <summary>When the provider ends it: done, expired or cancelled.</summary>
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Whether all of it is answered at its end.</summary>
    public bool IsWhole { get; set; }

    /// <summary>G as it was forecast when it left; null, nobody asked.</summary>
    public double? Forecast { get; set; }

    /// <summary>Its rows were bought elsewhere before its end was known.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Its output was read.</summary>
    public bool IsRead { get; set; }

    public DateTimeOffset LatestSafeStart => Shipment.LatestSafeStart;

    /// <summary>Whether all of it came before its latest safe start.</summary>
    public bool CameInTime => IsWhole && EndsAt <= LatestSafeStart;
}
