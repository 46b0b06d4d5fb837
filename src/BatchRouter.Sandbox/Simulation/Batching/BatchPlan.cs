namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>The course of one batch, laid down when it is created; nothing runs until somebody looks.</summary>
internal sealed class BatchPlan
{
    private readonly OutageCalendar _outages;
    private readonly TimeSpan _answersFrom;
    private readonly TimeSpan _answersUntil;

    public BatchPlan(BatchFate fate, DateTimeOffset createdAt, OutageCalendar outages)
    {
        _outages = outages;
        var whole = fate.CompletesAfter;
        var validating = Least(whole / 10, TimeSpan.FromSeconds(30));
        _answersUntil = whole - Least(whole / 20, TimeSpan.FromMinutes(1));
        _answersFrom = validating + (_answersUntil - validating) * fate.Waits;
        CreatedAt = createdAt;
        ValidatedAt = createdAt + validating;
        FinalizingAt = outages.After(createdAt, _answersUntil);
        CompletedAt = outages.After(createdAt, whole);
        ExpiresAt = createdAt + fate.ExpiresAfter;
    }

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset ValidatedAt { get; }

    public DateTimeOffset FinalizingAt { get; }

    public DateTimeOffset CompletedAt { get; }

    /// <summary>When it truly expires, if it is not done.</summary>
    public DateTimeOffset ExpiresAt { get; }

    public bool Expires => ExpiresAt < CompletedAt;

    /// <summary>How many of so many rows are done by then.</summary>
    public int DoneAt(DateTimeOffset now, int rows)
    {
        if (now >= FinalizingAt)
            return rows;
        var work = _outages.Between(CreatedAt, now);
        return work <= _answersFrom ? 0 : (int)Math.Min(rows, rows * ((work - _answersFrom) / (_answersUntil - _answersFrom)));
    }

    /// <summary>When the row at this place (from 0) in the order of work is done.</summary>
    public DateTimeOffset DoneAt(int place, int rows) =>
        _outages.After(CreatedAt, _answersFrom + (_answersUntil - _answersFrom) * ((place + 1.0) / rows));

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
