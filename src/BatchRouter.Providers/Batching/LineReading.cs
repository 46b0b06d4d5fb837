using System.Runtime.CompilerServices;
using System.Text.Json;
using BatchRouter.Providers.Wire;
using BatchRouter.Running;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>From the lines of a result file to the rows of a shipment, whatever the provider's shape.</summary>
internal static class LineReading
{
    /// <param name="lines">Is disposed.</param>
    /// <param name="shipment">Whose rows they should be.</param>
    /// <param name="read">What a line says of its row.</param>
    /// <param name="stop">Cancels.</param>
    public static async IAsyncEnumerable<BatchLine> ReadAsync(
        RemoteLines lines, Shipment shipment, Func<JsonElement, Task<CallResult>> read, [EnumeratorCancellation] CancellationToken stop)
    {
        await using var open = lines;
        while (true)
        {
            var line = await lines.NextAsync(stop);
            if (line.Bytes is not { } bytes)
            {
                if (line.Broken is { } broken)
                    yield return broken;
                yield break;
            }

            if (JsonFields.Object(bytes) is { } json)
                yield return await LineAsync(json, shipment, read);
            else if (line.IsEnded)
                yield return new BatchLine.Foreign(null, "no JSON object");
            else
            {
                // Servers that close the connection to end a response cannot say that it was cut: half a line says it.
                yield return new BatchLine.Broken("the file ended in the middle of a line");
                yield break;
            }
        }
    }

    private static async Task<BatchLine> LineAsync(JsonElement json, Shipment shipment, Func<JsonElement, Task<CallResult>> read)
    {
        var name = json.Text("custom_id");
        if (CustomId.Parse(name) is not { } id)
            return new BatchLine.Foreign(name, name is null ? "no custom_id" : "a custom_id that is none of ours");
        if (id.Shipment != shipment.Id)
            return new BatchLine.Foreign(name, "a row of another shipment");
        return new BatchLine.Row(id, await read(json));
    }

    /// <summary>A row that failed, surely without a charge unless told otherwise.</summary>
    public static CallResult.Failed Failed(FailureKind kind, string detail, TimeSpan elapsed, bool mayBeCharged = false) =>
        new(kind, mayBeCharged, detail) { Elapsed = elapsed };

    /// <summary>From the create to the end: rows have no times of their own.</summary>
    public static TimeSpan Elapsed(Shipment shipment, BatchStatus status) =>
        status.EndedAt is { } ended && ended > (shipment.CreatedAt ?? shipment.FormedAt) ? ended - (shipment.CreatedAt ?? shipment.FormedAt) : TimeSpan.Zero;
}
