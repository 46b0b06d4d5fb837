using BatchRouter.Catalog;
using BatchRouter.Jobs;
using BatchRouter.Rescuing;
using BatchRouter.Routing;

namespace BatchRouter.Siding;

/// <summary>
/// Keeps self-hosted models loaded: one small call per model and slot of time, booked as any other. Its id follows from model and slot,
/// so any number of workers make one call.
/// </summary>
public sealed class KeepWarmRound(LiveRouter live, ISideJobs sides, RoundOptions options, TimeProvider clock) : IRound
{
    /// <summary>The name of the task that such calls are.</summary>
    public const string TaskName = "batchrouter.warm";

    // What this worker opened last: the others' slots are told apart by the store.
    private readonly Dictionary<string, long> _opened = [];

    public TimeSpan Every => options.WarmEvery;

    public async Task<bool> RunOnceAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        foreach (var model in live.Current.Catalog.Models)
        {
            if (model.KeepWarm is not { } warm)
                continue;
            var slot = (now - DateTimeOffset.UnixEpoch).Ticks / warm.Every.Ticks;
            if (_opened.TryGetValue(model.Name, out var last) && last == slot)
                continue;
            await sides.OpenAsync([Call(model, warm, slot)], stop);
            _opened[model.Name] = slot;
        }

        return false;
    }

    /// <summary>The call of one slot; too late at its end, when the next one is due.</summary>
    public static SideJob Call(CatalogModel model, KeepWarm warm, long slot) => SideJobs.Ask(
        new BatchJob
        {
            Key = SideIds.Of(warm.Project, $"warm:{model.Name}:{warm.Every.Ticks}:{slot}"),
            Task = TaskName,
            Messages = [new Message("user", [new Part.Text("ping")])],
            MaxOutputTokens = 1,
            Deadline = DateTimeOffset.UnixEpoch.AddTicks(warm.Every.Ticks * (slot + 1)),
            Pin = model.Name,
            Side = Side.Warm,
            Body = ReadOnlyMemory<byte>.Empty,
        },
        new Dictionary<string, string>());
}
