namespace BatchRouter.Budgeting;

/// <summary>One window of time, [Start, End).</summary>
public readonly record struct WindowSpan(DateTimeOffset Start, DateTimeOffset? End);

public static class Windows
{
    public static WindowSpan At(BudgetWindow kind, TimeZoneInfo zone, DateTimeOffset instant) => new(DateTimeOffset.UnixEpoch, null);
}
