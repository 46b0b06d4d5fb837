using System.Globalization;
using BatchRouter.Catalog;
using BatchRouter.Postgres.Auditing;
using Npgsql;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>The ledger against one export of a provider: its buckets, and its single requests where it lists any.</summary>
internal sealed class ExportAudit(NpgsqlDataSource source, ModelCatalog catalog)
{
    private const int AtOnce = 5_000;

    private readonly ExportModels _models = new(catalog);
    private readonly RequestReader _requests = new(source);

    /// <param name="file">CSV or JSON.</param>
    /// <param name="listed">Differences listed; all are counted.</param>
    /// <param name="stop">Ends the comparison.</param>
    /// <exception cref="InvalidDataException">The file cannot be read as an export.</exception>
    public async Task<CheckResult> CompareAsync(FileInfo file, int listed, CancellationToken stop)
    {
        var export = ExportReader.Read(file.Name, await File.ReadAllTextAsync(file.FullName, stop));
        var models = _models.OfSameProviders(export.Lines.Select(line => line.Model).OfType<string>().Distinct().SelectMany(_models.Of));
        var differences = new List<AuditDifference>();
        if (export.Buckets.Count > 0)
        {
            var usage = await new UsageReader(source).ReadAsync(models, BucketComparison.Bounds(export.Buckets), BucketComparison.Slack, stop);
            differences.AddRange(new BucketComparison(_models).Compare(export, usage));
        }

        differences.AddRange(await RequestsAsync(export, models, stop));
        var requests = export.Lines.Count(line => line.IsRequest);
        return new CheckResult
        {
            Name = $"export {file.Name}",
            Holds = string.Create(CultureInfo.InvariantCulture, $"the provider says the same: {export.Buckets.Count} buckets, {requests} requests"),
            Count = differences.Count,
            Differences = differences.Take(listed).ToList(),
        };
    }

    private async Task<List<AuditDifference>> RequestsAsync(UsageExport export, IReadOnlyList<string> models, CancellationToken stop)
    {
        var lines = export.Lines.Where(line => line.IsRequest).ToList();
        var ours = lines.Where(line => line.AttemptId is not null).ToList();
        var theirs = lines.Where(line => line.AttemptId is null).ToList();
        var differences = new List<AuditDifference>();
        differences.AddRange(await RequestsAsync(ours.ToLookup(line => line.AttemptId!.Value.ToString()), byAttempt: true, stop));
        differences.AddRange(await RequestsAsync(theirs.ToLookup(line => line.RequestId!), byAttempt: false, stop));
        // A list that says when its requests were covers the span between its first and its last.
        var times = lines.Where(line => line.Time is not null).Select(line => line.Time!.Value).ToList();
        if (times.Count > 0)
            differences.AddRange(await _requests.NotBilledAsync(
                models, ours.Select(line => line.AttemptId!.Value).ToList(), theirs.Select(line => line.RequestId!).ToList(), times.Min(time => time.From), times.Max(time => time.To), stop));
        return differences;
    }

    private async Task<List<AuditDifference>> RequestsAsync(ILookup<string, ExportLine> byKey, bool byAttempt, CancellationToken stop)
    {
        var differences = new List<AuditDifference>();
        foreach (var chunk in byKey.Select(lines => lines.Key).Chunk(AtOnce))
            foreach (var booked in await _requests.BookedAsync(chunk, byAttempt, stop))
                differences.AddRange(RequestComparison.Compare(booked.Key, byKey[booked.Key].ToList(), booked));
        return differences;
    }
}
