namespace BatchRouter.Sandbox.Tracing.Judging;

/// <summary>What a policy cost and missed on a trace.</summary>
public sealed record PolicyRow
{
    public required string Policy { get; init; }

    /// <summary>Of what buying everything synchronously costs.</summary>
    public required double ShareOfAllSync { get; init; }

    public required double TimesClairvoyant { get; init; }

    /// <summary>Answered late, with some provider at work throughout the job's window.</summary>
    public required int Misses { get; init; }

    /// <summary>Of the jobs in whose window some provider was at work throughout.</summary>
    public required double MissShare { get; init; }

    /// <summary>Answered late after an outage of every provider.</summary>
    public required int MissesInBlackouts { get; init; }

    /// <summary>Share of jobs answered by batch; the rest by sync.</summary>
    public required double BatchShare { get; init; }

    public required double SyncShare { get; init; }

    /// <summary>Rows that were charged in batch and sync.</summary>
    public required long ChargedTwice { get; init; }

    public required int Shipments { get; init; }

    internal static PolicyRow Of(TraceOutcome outcome, TraceOutcome clairvoyant)
    {
        var (tally, jobs) = (outcome.Tally, (double)outcome.Tally.Answered);
        return new PolicyRow
        {
            Policy = outcome.Policy,
            ShareOfAllSync = Math.Round(Cost(tally) / jobs, 4),
            TimesClairvoyant = Math.Round(Cost(tally) / Cost(clairvoyant.Tally), 4),
            Misses = tally.Missed,
            MissShare = Math.Round(tally.Missed / Math.Max(1, jobs - tally.SeenBlackout), 6),
            MissesInBlackouts = tally.MissedInBlackout,
            BatchShare = Math.Round(tally.InBatch / jobs, 4),
            SyncShare = Math.Round(tally.InSync / jobs, 4),
            ChargedTwice = tally.ChargedTwice,
            Shipments = tally.Shipments,
        };
    }

    // In synchronous answers; a batch answer is half of one.
    private static double Cost(TraceTally tally) => tally.SyncCharges + 0.5 * tally.BatchCharges;
}
