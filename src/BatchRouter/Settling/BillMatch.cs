namespace BatchRouter.Settling;

/// <summary>
/// Ledger against bill: every line of the bill has one equal entry, or one open unknown hold at least as large;
/// and no entry lacks a line, save those marked assumed.
/// </summary>
public static class BillMatch
{
    /// <param name="bill">Charged requests as the provider lists them.</param>
    /// <param name="ledger">Attempts with an entry or an open hold.</param>
    /// <returns>What does not match; empty when the ledger matches.</returns>
    public static IReadOnlyList<BillDifference> Compare(IEnumerable<BilledAttempt> bill, IEnumerable<BookedAttempt> ledger)
    {
        var booked = ledger.ToDictionary(attempt => attempt.AttemptId);
        var differences = new List<BillDifference>();
        foreach (var lines in bill.GroupBy(line => line.AttemptId))
        {
            booked.Remove(lines.Key, out var attempt);
            if (lines.Count() > 1)
                differences.Add(new BillDifference(lines.Key, "billed_twice", lines.Sum(line => line.AmountNanoUsd), attempt?.PostedNanoUsd));
            else if (Difference(lines.First(), attempt) is { } difference)
                differences.Add(difference);
        }

        foreach (var attempt in booked.Values)
            if (attempt is { PostedNanoUsd: not null, IsAssumed: false })
                differences.Add(new BillDifference(attempt.AttemptId, "not_billed", null, attempt.PostedNanoUsd));
        return differences;
    }

    private static BillDifference? Difference(BilledAttempt line, BookedAttempt? attempt)
    {
        if (attempt is null)
            return new BillDifference(line.AttemptId, "not_booked", line.AmountNanoUsd, null);
        if (attempt.PostedNanoUsd is { } posted)
            return posted == line.AmountNanoUsd || (attempt.IsAssumed && posted >= line.AmountNanoUsd)
                ? null
                : new BillDifference(line.AttemptId, "other_amount", line.AmountNanoUsd, posted);
        return attempt.UnknownHoldNanoUsd >= line.AmountNanoUsd
            ? null
            : new BillDifference(line.AttemptId, "hold_too_small", line.AmountNanoUsd, attempt.UnknownHoldNanoUsd);
    }
}

/// <summary>A charged request: the attempt id it came with, and the amount.</summary>
public sealed record BilledAttempt(Guid AttemptId, long AmountNanoUsd);

/// <summary>What the ledger says of an attempt.</summary>
/// <param name="AttemptId">Its id.</param>
/// <param name="PostedNanoUsd">Sum of its entries; null, none.</param>
/// <param name="IsAssumed">Posted as the worst case, for want of evidence.</param>
/// <param name="UnknownHoldNanoUsd">Its hold where it is still open; null, closed.</param>
public sealed record BookedAttempt(Guid AttemptId, long? PostedNanoUsd, bool IsAssumed, long? UnknownHoldNanoUsd);

/// <summary>One thing that does not match.</summary>
/// <param name="AttemptId">Which attempt.</param>
/// <param name="Kind">not_booked, not_billed, other_amount, hold_too_small or billed_twice.</param>
/// <param name="BilledNanoUsd">What the bill says.</param>
/// <param name="BookedNanoUsd">What the ledger says.</param>
public sealed record BillDifference(Guid AttemptId, string Kind, long? BilledNanoUsd, long? BookedNanoUsd);
