namespace BatchRouter.Sandbox.Simulation.Batching;

/// <summary>When no batch gets on, for the first year: between work (time that counts) and the clock.</summary>
internal sealed class OutageCalendar
{
    private const int Days = 366;
    private readonly List<(DateTimeOffset From, DateTimeOffset Until)> _spans = [];

    public OutageCalendar(BatchScript script, ulong seed, DateTimeOffset start)
    {
        var spans = Enumerable.Range(0, Days)
            .Where(day => Chance.Of(seed, Draw.OutageDay, (ulong)day).Unit() < script.OutageDays)
            .Select(day => (From: TimeSpan.FromDays(day), Until: TimeSpan.FromDays(day + 1)))
            .Concat(script.Outages)
            .OrderBy(span => span.From);
        foreach (var (from, until) in spans)
        {
            if (_spans.Count > 0 && start + from <= _spans[^1].Until)
                _spans[^1] = (_spans[^1].From, Later(_spans[^1].Until, start + until));
            else
                _spans.Add((start + from, start + until));
        }
    }

    /// <summary>When so much work is done that begins then.</summary>
    public DateTimeOffset After(DateTimeOffset from, TimeSpan work)
    {
        var end = from + work;
        foreach (var span in _spans.Where(span => span.Until > from).TakeWhile(span => span.From < end))
            end += span.Until - Later(span.From, from);
        return end;
    }

    /// <summary>How much work fits between two instants.</summary>
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset until)
    {
        var work = until - from;
        foreach (var span in _spans.Where(span => span.Until > from && span.From < until))
            work -= (span.Until < until ? span.Until : until) - Later(span.From, from);
        return work > TimeSpan.Zero ? work : TimeSpan.Zero;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
