using BatchRouter.Catalog;
using BatchRouter.Providers.Calling;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using BatchRouter.Shipping;
using Microsoft.Extensions.AI;

namespace BatchRouter.Providers.Batching;

/// <summary>Rows through the adapter of synchronous calls: the same request body, the same reading of the answer.</summary>
internal sealed class RowExchange(IProviderAdapter adapter, TimeProvider clock)
{
    /// <summary>For the rows of one shipment.</summary>
    public IChatClient Client(Shipment shipment) => adapter.Create(shipment.Provider, shipment.ProviderModel);

    /// <summary>
    /// The body that a synchronous call would have, on one line; null where the job cannot be written, which is its own fault.
    /// <paramref name="blank"/> is any answer that the client can read.
    /// </summary>
    public async Task<byte[]?> BodyAsync(IChatClient client, CatalogModel model, ShipmentLine line, ReadOnlyMemory<byte> blank, CancellationToken stop)
    {
        var tape = new WireTape { Status = 200, Body = blank };
        WireTape.Current = tape;
        await new ChatExchange(adapter, client, clock).CallAsync(
            line.Job, model, Lane.Batch, line.MaxOutputTokens, new WireTrace { AttemptId = line.AttemptId }, stop, stop);
        if (tape.Request is { } body)
            ToOneLine(body);
        return tape.Request;
    }

    /// <summary>A recorded response as the result of its row.</summary>
    public async Task<CallResult> ResultAsync(IChatClient client, int status, ReadOnlyMemory<byte> body, string? requestId, TimeSpan elapsed, CancellationToken stop)
    {
        var recorded = new WireTape { Status = status, Body = body, RequestId = requestId };
        return await new ChatExchange(adapter, client, clock).ReadAsync(recorded, stop) with { Elapsed = elapsed };
    }

    // Outside of its strings JSON may hold line ends, e.g. in a schema as its author wrote it; inside they are always escaped.
    private static void ToOneLine(Span<byte> json)
    {
        json.Replace((byte)'\n', (byte)' ');
        json.Replace((byte)'\r', (byte)' ');
    }
}
