namespace BatchRouter.Budgeting;

/// <summary>One window: from its start until before its end, both in UTC.</summary>
/// <param name="Start">The first instant in it.</param>
/// <param name="End">The first instant after it, where the next one starts; null, it never ends.</param>
public readonly record struct WindowSpan(DateTimeOffset Start, DateTimeOffset? End)
{
    public bool Contains(DateTimeOffset instant) => Start <= instant && (End is null || instant < End);
}
