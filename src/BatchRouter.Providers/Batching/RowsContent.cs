using System.Net;
using System.Text;
using BatchRouter.Catalog;
using BatchRouter.Shipping;

namespace BatchRouter.Providers.Batching;

/// <summary>
/// The rows of a shipment as the body of a request. Each row is written, sent and forgotten; a walk before it measures, because not every server
/// takes an upload of unknown length. So a shipment of 190 MB is never in memory as a whole.
/// </summary>
/// <remarks>A job that cannot be written is left out: its row comes back as missing and fails on its own, instead of with its neighbours.</remarks>
internal sealed class RowsContent : HttpContent
{
    private readonly RowExchange _rows;
    private readonly RowFrame _frame;
    private readonly Shipment _shipment;
    private readonly CatalogModel _model;
    private readonly List<ShipmentLine> _lines;
    private readonly long _length;

    private RowsContent(RowExchange rows, RowFrame frame, Shipment shipment, CatalogModel model, List<ShipmentLine> lines, long length) =>
        (_rows, _frame, _shipment, _model, _lines, _length) = (rows, frame, shipment, model, lines, length);

    /// <summary>How many rows it has.</summary>
    public int Rows => _lines.Count;

    /// <summary>The last byte was handed to the connection: before that, nobody can have taken it for a whole request.</summary>
    public bool IsWritten { get; private set; }

    public static async Task<RowsContent> MeasureAsync(
        RowExchange rows, RowFrame frame, Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop)
    {
        using var client = rows.Client(shipment);
        var writable = new List<ShipmentLine>(lines.Count);
        var length = (long)frame.Start.Length + frame.End.Length;
        foreach (var line in lines)
        {
            if (await rows.BodyAsync(client, model, line, frame.Blank, stop) is not { } body)
                continue;
            length += Before(frame, shipment, line, writable.Count == 0).Length + body.Length + frame.AfterBody.Length;
            writable.Add(line);
        }

        return new RowsContent(rows, frame, shipment, model, writable, length);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var client = _rows.Client(_shipment);
        await WriteAsync(stream, _frame.Start, cancellationToken);
        var isFirst = true;
        foreach (var line in _lines)
        {
            await WriteAsync(stream, Before(_frame, _shipment, line, isFirst), cancellationToken);
            var body = await _rows.BodyAsync(client, _model, line, _frame.Blank, cancellationToken)
                ?? throw new InvalidOperationException("a job that was written once cannot be written again");
            await stream.WriteAsync(body, cancellationToken);
            await WriteAsync(stream, _frame.AfterBody, cancellationToken);
            isFirst = false;
        }

        IsWritten = true;
        await WriteAsync(stream, _frame.End, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    // All of it is ASCII: a character is a byte.
    private static string Before(RowFrame frame, Shipment shipment, ShipmentLine line, bool isFirst) =>
        $"{(isFirst ? "" : frame.Between)}{frame.BeforeId}{new CustomId(shipment.Id, line.AttemptId)}{frame.BeforeBody}";

    private static ValueTask WriteAsync(Stream stream, string ascii, CancellationToken stop) => stream.WriteAsync(Encoding.ASCII.GetBytes(ascii), stop);
}
