using Microsoft.Extensions.Logging;

namespace BatchRouter.Shipping;

/// <summary>Reads what a provider gives for an ended batch, and reconciles it as sets: answered, failed and missing are together what was sent.</summary>
public sealed partial class ShipmentReader(IShipments shipments, IBatchClient client, Landings landings, ILogger<ShipmentReader> logger)
{
    // Rows landed together: enough to fill the groups of commits, few enough to keep in memory with their answers.
    private const int Round = 256;

    /// <returns>Whether every row is landed; and, in words, how many were what.</returns>
    public async Task<(bool IsWhole, string Detail)> ReadAsync(Shipment shipment, BatchStatus status, CancellationToken stop)
    {
        var (seen, findings, pending, broken) = (new HashSet<Guid>(), new List<Finding>(), new List<RowOutcome>(), null as string);
        await foreach (var line in client.ReadAsync(shipment, status, stop))
        {
            switch (line)
            {
                case BatchLine.Row row when row.Id.Shipment != shipment.Id:
                    findings.Add(new Finding(FindingKind.Foreign, row.Id.ToString(), "the row of another shipment"));
                    break;
                case BatchLine.Row row when !seen.Add(row.Id.Attempt):
                    findings.Add(new Finding(FindingKind.Duplicate, row.Id.ToString(), "a second line for the row"));
                    break;
                case BatchLine.Row row:
                    pending.Add(new RowOutcome(row.Id.Attempt, row.Result));
                    break;
                case BatchLine.Foreign foreign:
                    findings.Add(new Finding(FindingKind.Foreign, foreign.Name ?? "", foreign.Why));
                    break;
                case BatchLine.Broken cut:
                    broken = cut.Detail;
                    break;
            }

            if (pending.Count == Round)
                await LandAsync(pending, stop);
        }

        await LandAsync(pending, stop);
        if (broken is null)
            await LandMissingAsync(shipment, seen, findings, stop);
        await shipments.RecordAsync(shipment.Id, findings, stop);
        foreach (var finding in findings)
            LogFinding(shipment.Id, finding.Kind, finding.Name, finding.Detail);
        var isWhole = broken is null && (await shipments.OpenRowsAsync(shipment.Id, 1, stop)).Count == 0;
        return (isWhole, broken ?? $"{seen.Count} lines of {shipment.Rows} rows, {findings.Count} findings");
    }

    private async Task LandAsync(List<RowOutcome> pending, CancellationToken stop)
    {
        if (pending.Count == 0)
            return;
        await landings.LandAsync(pending, stop);
        pending.Clear();
    }

    private async Task LandMissingAsync(Shipment shipment, HashSet<Guid> seen, List<Finding> findings, CancellationToken stop)
    {
        // A row that was seen and is open still could not be committed: it is not missing, and read again.
        var missing = (await shipments.OpenRowsAsync(shipment.Id, shipment.Rows, stop)).Where(attempt => !seen.Contains(attempt)).ToList();
        foreach (var attempt in missing)
            findings.Add(new Finding(FindingKind.Missing, new CustomId(shipment.Id, attempt).ToString(), "the batch ended without a line for it"));
        await landings.LandAsync(missing.ConvertAll(attempt => new RowOutcome(attempt, RowFailures.Missing)), stop);
    }

    [LoggerMessage(345, LogLevel.Warning, "Shipment {Shipment}: {Finding} {Name}: {Detail}")]
    private partial void LogFinding(Guid shipment, FindingKind finding, string name, string detail);
}
