using BatchRouter.Running;

namespace BatchRouter.Lanes;

/// <summary>Port: how long shipments took, and how old the open ones are.</summary>
[Port]
public interface ICompletions
{
    /// <summary>Of every shipment that left since a time. Open ones are censored at their age.</summary>
    /// <param name="since">Sent at or after it.</param>
    /// <param name="now">Ages are counted to here.</param>
    /// <param name="stop">Cancels.</param>
    Task<IReadOnlyList<CompletionSample>> SinceAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken stop);
}

/// <summary>Where no shipments are kept, none were seen.</summary>
public sealed class NoCompletions : ICompletions
{
    public Task<IReadOnlyList<CompletionSample>> SinceAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<CompletionSample>>([]);
}
