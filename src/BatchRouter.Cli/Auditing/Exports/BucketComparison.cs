using System.Globalization;
using BatchRouter.Postgres.Auditing;

namespace BatchRouter.Cli.Auditing.Exports;

/// <summary>
/// Buckets of an export against the ledger. The provider's bucket of a request is not known to the second: an attempt that lies wholly
/// inside a bucket must be in it, one that touches it may be, and one whose usage is unknown may have used anything.
/// </summary>
internal sealed class BucketComparison(ExportModels models)
{
    /// <summary>Provider and worker may disagree on the time by so much.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);

    private static readonly (string Name, Func<ExportLine, long?> Theirs, Func<SegmentUsage, long> Ours)[] Counts =
    [
        ("requests", line => line.Requests, usage => usage.Requests),
        ("input tokens", line => line.Input, usage => usage.Input),
        ("cached input tokens", line => line.CachedInput, usage => usage.CachedInput),
        ("cache write tokens", line => line.CacheWrite, usage => usage.CacheWrite),
        ("output tokens", line => line.Output, usage => usage.Output),
    ];

    /// <summary>The starts of all segments: every border of every bucket.</summary>
    public static IReadOnlyList<DateTime> Bounds(IEnumerable<Span> buckets) =>
        buckets.SelectMany(bucket => (DateTime[])[bucket.From, bucket.To]).Distinct().Order().ToList();

    public IEnumerable<AuditDifference> Compare(UsageExport export, IReadOnlyList<SegmentUsage> usage)
    {
        var bounds = Bounds(export.Buckets);
        var lines = export.Lines.Where(line => !line.IsRequest && line is { Time: not null, Model: not null }).ToList();
        foreach (var bucket in export.Buckets)
        {
            var (first, past) = (IndexOf(bounds, bucket.From), IndexOf(bounds, bucket.To));
            var theirs = lines.Where(line => line.Time == bucket).GroupBy(line => Group(line.Model!)).ToDictionary(group => group.Key, group => group.ToList());
            var ours = usage.Where(part => part.First < past && part.Last >= first).GroupBy(part => GroupOfOurs(part.Model, theirs.Keys)).ToDictionary(group => group.Key, group => group.ToList());
            foreach (var group in theirs.Keys.Union(ours.Keys).Order(StringComparer.Ordinal))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{bucket.From:yyyy-MM-dd HH:mm} to {bucket.To:yyyy-MM-dd HH:mm} {group}");
                foreach (var difference in Compare(name, theirs.GetValueOrDefault(group), ours.GetValueOrDefault(group) ?? [], part => part.First >= first && part.Last < past, export))
                    yield return difference;
            }
        }
    }

    private static IEnumerable<AuditDifference> Compare(
        string name, List<ExportLine>? theirs, List<SegmentUsage> ours, Func<SegmentUsage, bool> isInside, UsageExport export)
    {
        var isOpen = ours.Any(part => !part.IsKnown && !part.IsFree);
        foreach (var (what, their, our) in Counts)
        {
            // A model that the export does not list was not used, as far as the export counts such things at all.
            if (!(theirs ?? export.Lines).Any(line => their(line) is not null))
                continue;
            var least = ours.Where(part => part.IsKnown && isInside(part)).Sum(our);
            var most = what == "requests" || !isOpen ? ours.Sum(our) : long.MaxValue;
            var value = theirs?.Sum(line => their(line) ?? 0) ?? 0;
            if (value < least || value > most)
                yield return new AuditDifference { RowName = name, What = what + Between(least, most), Expected = value < least ? least : most, Found = value };
        }

        if (!(theirs ?? export.Lines).Any(line => line.Usd is not null))
            yield break;
        // Each attempt is rounded to the nano-dollar by us, and in their own way by them.
        var rounding = ours.Sum(part => part.Requests) + 1;
        var low = ours.Where(part => part.IsKnown && isInside(part)).Sum(part => part.PostedNanoUsd) - rounding;
        var high = ours.Sum(part => part.IsKnown ? part.PostedNanoUsd : part.IsFree ? Math.Max(0, part.PostedNanoUsd) : Math.Max(part.HoldNanoUsd, part.PostedNanoUsd)) + rounding;
        var billed = (long)Math.Round((theirs?.Sum(line => line.Usd ?? 0) ?? 0) * 1_000_000_000m);
        if (billed < low || billed > high)
            yield return new AuditDifference { RowName = name, What = "nano-USD" + Between(low + rounding, high - rounding), Expected = billed < low ? low + rounding : high - rounding, Found = billed };
    }

    private static string Between(long least, long most) => most == long.MaxValue
        ? string.Create(CultureInfo.InvariantCulture, $" (ledger: at least {least})")
        : least == most ? "" : string.Create(CultureInfo.InvariantCulture, $" (ledger: {least} to {most})");

    // The same models under several names, and several versions of one, are one group: the catalogue's names, or the provider's where nobody buys it here.
    private string Group(string providersName) => models.Of(providersName) is { Count: > 0 } names ? string.Join("+", names) : providersName;

    private static string GroupOfOurs(string model, IEnumerable<string> groups) => groups.FirstOrDefault(group => group.Split('+').Contains(model)) ?? model;

    private static int IndexOf(IReadOnlyList<DateTime> bounds, DateTime bound)
    {
        for (var i = 0; i < bounds.Count; i++)
            if (bounds[i] == bound)
                return i + 1;
        throw new ArgumentOutOfRangeException(nameof(bound));
    }
}
