using BatchRouter.Running;
using BatchRouter.Scoring;
using BatchRouter.Settling;

namespace BatchRouter.Sandbox.Crashing.Storing;

/// <summary>How attempts end and how their money is closed: set if it stands there.</summary>
internal static class AttemptSteps
{
    /// <summary>Ends an attempt with its money and answer, whoever holds the lease; false, it is closed already.</summary>
    public static bool End(FakeDatabase database, AttemptEnd end)
    {
        var row = database.Attempts[end.Attempt.Id];
        if (!row.IsOpen && database.Breakage is not (Breakage.SettleWithoutGuard or Breakage.LandTwice))
            return false;
        if (row.State != AttemptState.Unknown || end.State != AttemptState.Unknown)
            row.EndedAt = end.At;
        row.State = end.State;
        row.Failure = end.Failure;
        row.Confidence = end.Score?.Confidence;
        Keep(row, end);
        FakeAccounts.Land(row);
        if (row.State == AttemptState.Unknown)
            return true;
        if (end.ChargeNanoUsd is { } charge)
            row.Entries.Add(new Entry(EntryKind.Charge, 0, charge, end.ProviderRequestId, end.SourceAttempt));
        FakeAccounts.Close(row, end.ChargeNanoUsd);
        return true;
    }

    /// <summary>A reply to an attempt that was closed without it: the difference is a numbered correction. Again, it changes nothing.</summary>
    public static void Correct(FakeDatabase database, AttemptEnd end)
    {
        var row = database.Attempts[end.Attempt.Id];
        Keep(row, end);
        var known = end.ChargeNanoUsd ?? (end.State == AttemptState.Failed ? 0 : null as long?);
        if (known is not { } amount || row.IsOpen || amount == row.PostedNanoUsd)
            return;
        var difference = amount - row.PostedNanoUsd;
        var number = 1 + row.Entries.Select(entry => entry.Number).DefaultIfEmpty(0).Max();
        row.Entries.Add(new Entry(EntryKind.Correction, number, difference, end.ProviderRequestId, null));
        FakeAccounts.Correct(row, difference);
        database.Tell(new Step.Booked(row));
    }

    /// <summary>Closes an unknown attempt; one that is unknown no more is left as it is.</summary>
    public static void Resolve(FakeDatabase database, Resolution resolution)
    {
        var row = database.Attempts[resolution.AttemptId];
        if (row.State != AttemptState.Unknown)
            return;
        var (state, entry) = resolution switch
        {
            Resolution.Charged charged => (AttemptState.Replied, new Entry(EntryKind.Charge, 0, charged.ChargeNanoUsd, charged.ProviderRequestId, null)),
            Resolution.NotCharged => (AttemptState.Failed, null),
            Resolution.Assumed => (AttemptState.Assumed, new Entry(EntryKind.Assumed, 0, row.Attempt.Candidate.HoldNanoUsd, null, null)),
            _ => throw new InvalidOperationException("a resolution without a state"),
        };
        row.State = state;
        if (entry is not null)
            row.Entries.Add(entry);
        FakeAccounts.Close(row, entry?.AmountNanoUsd);
        database.Tell(new Step.Booked(row));
    }

    /// <summary>The planted fault: what was unknown for a while is voided.</summary>
    public static void VoidOld(FakeDatabase database, TimeSpan age)
    {
        foreach (var row in database.Attempts.Values.Where(row => row.State == AttemptState.Unknown && row.EndedAt < database.Now - age))
        {
            row.State = AttemptState.Failed;
            FakeAccounts.Close(row, null);
            database.Tell(new Step.Booked(row));
        }
    }

    private static void Keep(AttemptRow row, AttemptEnd end)
    {
        if (end.Answer is null || row.Output is not null)
            return;
        row.Output = end.Answer;
        row.WasCut = end.Answer.Finish == FinishReason.Length;
    }
}
