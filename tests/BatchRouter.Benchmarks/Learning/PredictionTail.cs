using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace BatchRouter.Benchmarks.Learning;

/// <summary>
/// The time of single predictions, one thread: wanted is at most 100 microseconds at the 99th percentile. Beside it stands the floor:
/// plain work as long as a prediction at its best, in turns with it, so that what the floor loses too is the machine's doing.
/// </summary>
internal static class PredictionTail
{
    private const int WarmUps = 320;
    private const int Rounds = 1_600;

    public static void Print(TextWriter to)
    {
        var model = SomePrompts.Learn();
        var prompts = SomePrompts.TwoKilobytes();
        Action<string> predict = prompt => model.Predict(prompt);
        var floor = FloorAsLongAs(Least(predict, prompts), prompts);
        var (predictions, floors) = (new double[Rounds][], new double[Rounds][]);
        var (bytes, collections) = (0L, GC.CollectionCount(0));
        for (var i = 0; i < Rounds; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            predictions[i] = Time(predict, prompts);
            bytes += GC.GetAllocatedBytesForCurrentThread() - before - TimesBytes(prompts);
            floors[i] = Time(floor, prompts);
        }

        collections = GC.CollectionCount(0) - collections;
        var sizes = prompts.Select(Encoding.UTF8.GetByteCount).ToArray();
        var best = Enumerable.Range(0, prompts.Length).Select(p => predictions.Min(round => round[p])).ToArray();
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Rounds * prompts.Length} predictions of {prompts.Length} prompts of {sizes.Min()} to {sizes.Max()} bytes, {model.Models.Count} models, one thread; microseconds"));
        to.WriteLine("                 min      p50      p90      p99    p99.9");
        to.WriteLine(Line("prediction", predictions));
        to.WriteLine(Line("floor", floors));
        to.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"each prompt at its best: {best.Min():F1} to {best.Max():F1}, mean {best.Average():F1}; {bytes / (Rounds * prompts.Length)} bytes allocated each, {collections} collections"));
    }

    private static Action<string> FloorAsLongAs(double micros, string[] prompts)
    {
        var plain = new PlainPass();
        var passes = Math.Max(1, (int)Math.Round(micros / Least(plain.Count, prompts)));
        return prompt =>
        {
            for (var i = 0; i < passes; i++)
                plain.Count(prompt);
        };
    }

    private static double Least(Action<string> work, string[] prompts) => Enumerable.Range(0, WarmUps).Min(_ => Time(work, prompts).Min());

    // What Time itself allocates: an array and its head.
    private static long TimesBytes(string[] prompts) => (sizeof(double) * prompts.Length) + 24;

    private static double[] Time(Action<string> work, string[] prompts)
    {
        var micros = new double[prompts.Length];
        for (var i = 0; i < prompts.Length; i++)
        {
            var began = Stopwatch.GetTimestamp();
            work(prompts[i]);
            micros[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        return micros;
    }

    private static string Line(string name, double[][] rounds)
    {
        var micros = rounds.SelectMany(round => round).Order().ToArray();
        var columns = string.Concat(((double[])[0, 0.5, 0.9, 0.99, 0.999]).Select(share =>
            string.Create(CultureInfo.InvariantCulture, $"{micros[(int)(share * micros.Length)],9:F1}")));
        return $"{name,-11}{columns}";
    }
}
