using System.Buffers;
using System.Buffers.Text;

namespace BatchRouter.Shipping;

/// <summary>
/// How a row is named at the provider: the shipment's id (22 characters of base64url), a hyphen, and the attempt's id (32 hex digits). 55 characters of
/// <c>[a-zA-Z0-9_-]</c>, which is what Anthropic allows. A provider that keeps no metadata still shows by it whose batch it is.
/// </summary>
public readonly record struct CustomId(Guid Shipment, Guid Attempt)
{
    private const int ShipmentLength = 22;
    private const int AttemptLength = 32;

    /// <summary>Null, it is none of ours.</summary>
    public static CustomId? Parse(string? text)
    {
        if (text is not { Length: ShipmentLength + 1 + AttemptLength } || text[ShipmentLength] != '-')
            return null;
        Span<byte> bytes = stackalloc byte[16];
        if (Base64Url.DecodeFromChars(text.AsSpan(0, ShipmentLength), bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
            return null;
        return Guid.TryParseExact(text.AsSpan(ShipmentLength + 1), "N", out var attempt) ? new CustomId(new Guid(bytes, bigEndian: true), attempt) : null;
    }

    public override string ToString() => $"{Base64Url.EncodeToString(Shipment.ToByteArray(bigEndian: true))}-{Attempt:N}";
}
