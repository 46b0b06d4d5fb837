using BatchRouter.Sandbox.Crashing.Storing;

namespace BatchRouter.Sandbox.Crashing;

/// <summary>Runs many seeds, each on one thread, side by side on all cores.</summary>
public static class SeedSweep
{
    /// <param name="first">The first seed; the others follow it.</param>
    /// <param name="seeds">How many.</param>
    /// <param name="breakage">A fault to plant.</param>
    /// <param name="ran">Told of every seed, one after the other.</param>
    /// <param name="stop">Ends between two seeds.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SweepResult Run(ulong first, int seeds, Breakage breakage, Action<SeedVerdict>? ran, CancellationToken stop)
    {
        var sum = new SweepSum();
        var turn = new Lock();
        Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop }, index =>
        {
            var verdict = SeedRun.Run(first + (ulong)index, breakage);
            lock (turn)
            {
                sum.Add(verdict);
                ran?.Invoke(verdict);
            }
        });
        return sum.ToResult();
    }
}
