namespace BatchRouter.Cli.Evaluating;

/// <summary>Runs the fits of a regime on two cores and tells how far it is.</summary>
/// <param name="progress">Gets one line per fit; it is stderr.</param>
/// <param name="clock">For the seconds.</param>
internal sealed class Evaluators(TextWriter progress, TimeProvider clock)
{
    private const int Cores = 2;

    public (TOut[] Results, double Seconds) Run<TIn, TOut>(string title, IReadOnlyList<TIn> given, Func<TIn, TOut> work, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var results = new TOut[given.Count];
        var done = 0;
        try
        {
            Parallel.For(0, given.Count, new ParallelOptions { MaxDegreeOfParallelism = Cores, CancellationToken = stop }, i =>
            {
                results[i] = work(given[i]);
                lock (progress)
                    progress.WriteLine($"{title}: {++done} of {given.Count} fits");
            });
        }
        catch (AggregateException several) when (several.InnerExceptions is [EvalRefusedException refused, ..])
        {
            throw new EvalRefusedException(refused.Message);
        }
        catch (AggregateException several) when (several.InnerExceptions is [OperationCanceledException, ..])
        {
            throw new OperationCanceledException(stop);
        }

        return (results, Math.Round(clock.GetElapsedTime(began).TotalSeconds, 1));
    }
}
