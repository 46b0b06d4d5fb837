using System.Diagnostics;
using System.Globalization;

namespace BatchRouter.Benchmarks.Learning;

/// <summary>The time of single predictions, one thread: wanted is at most 100 microseconds at the 99th percentile.</summary>
internal static class PredictionTail
{
    private const int WarmUp = 20_000;
    private const int Measured = 100_000;

    public static void Print(TextWriter to)
    {
        var model = SomePrompts.Learn();
        var prompts = SomePrompts.TwoKilobytes();
        for (var i = 0; i < WarmUp; i++)
            model.Predict(prompts[i & 63]);
        var micros = new double[Measured];
        for (var i = 0; i < Measured; i++)
        {
            var began = Stopwatch.GetTimestamp();
            model.Predict(prompts[i & 63]);
            micros[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(micros);
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"prediction, 2 KB, one thread: min {micros[0]:F1} us, p50 {micros[Measured / 2]:F1} us, p90 {micros[Measured * 9 / 10]:F1} us, p99 {micros[Measured * 99 / 100]:F1} us, p99.9 {micros[Measured * 999 / 1000]:F1} us"));
    }
}
