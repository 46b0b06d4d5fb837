namespace BatchRouter.Running;

/// <summary>Where the ids of attempts and shipments come from: UUIDs in the order of time, so that their indexes grow at one end.</summary>
public sealed class AttemptIds(Func<DateTimeOffset, Guid>? next = null)
{
    private readonly Func<DateTimeOffset, Guid> _next = next ?? Guid.CreateVersion7;

    public Guid Next(DateTimeOffset now) => _next(now);
}
