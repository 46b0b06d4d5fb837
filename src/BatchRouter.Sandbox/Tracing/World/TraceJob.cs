namespace BatchRouter.Sandbox.Tracing.World;

/// <summary>One job of a trace.</summary>
/// <param name="Number">From 0, by arrival.</param>
/// <param name="ArrivedAt">When it was published.</param>
/// <param name="Deadline">When it is to be answered.</param>
internal readonly record struct TraceJob(int Number, DateTimeOffset ArrivedAt, DateTimeOffset Deadline)
{
    public TimeSpan Window => Deadline - ArrivedAt;
}
