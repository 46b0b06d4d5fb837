using System.Text.Json;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>What came of one small request.</summary>
/// <param name="Trace">What was seen on the wire.</param>
/// <param name="Json">The response, where it is an object.</param>
/// <param name="Fault">What the network threw.</param>
/// <param name="IsTimedOut">Nobody answered in time.</param>
internal sealed record WireReply(WireTrace Trace, JsonElement? Json, Exception? Fault, bool IsTimedOut)
{
    /// <summary>A whole success that says what it is about.</summary>
    public JsonElement? Good => Trace is { IsComplete: true, Status: >= 200 and < 300 } ? Json : null;

    public bool IsNotFound => Trace is { IsComplete: true, Status: 404 };

    public FailureKind Kind => FailureTable.KindOf(Trace, IsTimedOut, Fault);

    public string Detail => FailureTable.Detail(Trace, Fault);

    /// <summary>What a create came to. A second create of the same rows would buy them twice, so all that is no clear no is a doubt.</summary>
    /// <param name="isWritten">Whether the whole request was handed to the connection; without that there is no batch.</param>
    public CreateResult Created(bool isWritten)
    {
        if (Good?.Text("id") is { } id)
            return new CreateResult.Created(id);
        return IsRefusal || !isWritten || !Trace.WasSent
            ? new CreateResult.Refused(Kind, Detail, Trace.RetryAfter)
            : new CreateResult.InDoubt(Detail);
    }

    // 408, 502 and 504 are a gateway's words: the provider behind it may have heard everything. So is an error of a server without the provider's own code.
    private bool IsRefusal => ChargeTable.MayBeCharged(Trace) is false
        && Trace.Status is not (408 or 502 or 504) && (Trace.Status < 500 || Trace.ErrorCode is not null);
}
