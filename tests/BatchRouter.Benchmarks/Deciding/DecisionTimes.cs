using System.Diagnostics;
using System.Globalization;

namespace BatchRouter.Benchmarks.Deciding;

/// <summary>Times single decisions: percentiles of each on its own, as a job meets it, garbage collections included.</summary>
internal static class DecisionTimes
{
    private const int WarmUps = 50_000;
    private const int Decisions = 100_000;

    public static void Print(TextWriter output)
    {
        output.WriteLine("50 offers (or models x lanes), 100,000 single calls each, after 50,000 to warm up; microseconds");
        output.WriteLine("                p50      p90      p99    p99.9      max   bytes");
        var (plain, live) = (FiftyOffers.Plain(), FiftyOffers.Live());
        var (lanes, wide) = (FiftyOffers.InThreeLanes(17), FiftyOffers.InThreeLanes(FiftyOffers.Count));
        Measure(output, "floor", i => DecisionBenchmark.Cheapest(plain.Catalog, plain.Requests[i & 1023]));
        Measure(output, "plain", i => plain.Router.Decide(plain.Requests[i & 1023]).Candidates.Count);
        Measure(output, "live", i => live.Router.Decide(live.Requests[i & 1023]).Candidates.Count);
        Measure(output, "17 x 3", i => lanes.Router.Decide(lanes.Requests[i & 1023]).Candidates.Count);
        Measure(output, "and look", i => lanes.Router.Decide(lanes.Looked(lanes.Requests[i & 1023])).Candidates.Count);
        Measure(output, "50 x 3", i => wide.Router.Decide(wide.Requests[i & 1023]).Candidates.Count);
    }

    private static void Measure(TextWriter output, string name, Func<int, long> decide)
    {
        var ticks = new long[Decisions];
        var sum = 0L;
        for (var i = 0; i < WarmUps; i++)
            sum += decide(i);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Decisions; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            sum += decide(i);
            ticks[i] = Stopwatch.GetTimestamp() - begin;
        }

        bytes = (GC.GetAllocatedBytesForCurrentThread() - bytes) / Decisions;
        Array.Sort(ticks);
        var times = string.Concat(((double[])[0.5, 0.9, 0.99, 0.999, 1]).Select(share =>
            $"{1e6 * ticks[Math.Min(Decisions - 1, (int)(share * Decisions))] / Stopwatch.Frequency,9:F2}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10}{times} {bytes,7}"));
        // What nobody reads might be left out.
        if (sum == 0)
            throw new InvalidOperationException("nothing was decided");
    }
}
