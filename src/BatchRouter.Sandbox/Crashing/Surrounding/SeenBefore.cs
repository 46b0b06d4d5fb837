using BatchRouter.Lanes;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>Shipments of the world's past before those of its present, so that a seed need not begin with hours of learning.</summary>
internal sealed class SeenBefore(ICompletions present, IReadOnlyList<CompletionSample> past) : ICompletions
{
    public async Task<IReadOnlyList<CompletionSample>> SinceAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken stop) =>
        [.. past, .. await present.SinceAsync(since, now, stop)];
}
