using System.Runtime.CompilerServices;
using BatchRouter.Catalog;
using BatchRouter.Sandbox.Crashing.Scheduling;
using BatchRouter.Shipping;

namespace BatchRouter.Sandbox.Crashing.Surrounding;

/// <summary>One worker's way to the batch API. What was sent arrives, whatever becomes of the worker.</summary>
internal sealed class FakeBatches(World world, ProcessContext process, Dice dice, string name) : IBatchClient
{
    public Task<CreateResult> CreateAsync(Shipment shipment, CatalogModel model, IReadOnlyList<ShipmentLine> lines, CancellationToken stop) =>
        SendAsync("create", shipment, () => world.Batches.Create(shipment, model, lines), stop);

    public Task<FindResult> FindAsync(Shipment shipment, IReadOnlySet<string> known, CancellationToken stop) =>
        SendAsync("find", shipment, () => world.Batches.Find(shipment), stop);

    public Task<LookResult> LookAsync(Shipment shipment, CancellationToken stop) => SendAsync("look", shipment, () => world.Batches.Look(shipment), stop);

    public Task<CancelResult> CancelAsync(Shipment shipment, CancellationToken stop) => SendAsync("cancel", shipment, () => world.Batches.Cancel(shipment), stop);

    public async IAsyncEnumerable<BatchLine> ReadAsync(Shipment shipment, BatchStatus status, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var line in await SendAsync("read", shipment, () => world.Batches.Read(shipment), stop))
        {
            if (dice.Percent(20))
                await SendAsync("more", shipment, () => true, stop);
            yield return line;
        }
    }

    private Task<T> SendAsync<T>(string what, Shipment shipment, Func<T> arrive, CancellationToken stop)
    {
        if (stop.IsCancellationRequested)
            return Task.FromCanceled<T>(stop);
        var result = new TaskCompletionSource<T>();
        stop.Register(() => result.TrySetCanceled(stop));
        world.Provider.UnderWay++;
        world.Context.After(Latency(), () =>
        {
            var answer = arrive();
            world.Journal.Add(name, $"{what} {shipment.Id:n} {answer!.GetType().Name}");
            world.Context.After(Latency(), () =>
            {
                world.Provider.UnderWay--;
                process.Post(() => result.TrySetResult(answer));
            });
        });
        return result.Task;
    }

    // Some calls outlive their worker's lease.
    private TimeSpan Latency() => !world.IsCalm && dice.Percent(4) ? dice.Seconds(1, 15) : dice.Milliseconds(1, 300);
}
