using BatchRouter.Catalog;
using BatchRouter.Routing;
using BenchmarkDotNet.Attributes;

namespace BatchRouter.Benchmarks.Deciding;

/// <summary>One decision over fifty offers, beside the floor: a loop that does nothing but price them.</summary>
[MemoryDiagnoser]
public class DecisionBenchmark
{
    private readonly FiftyOffers _plain = FiftyOffers.Plain();
    private readonly FiftyOffers _live = FiftyOffers.Live();
    private readonly FiftyOffers _lanes = FiftyOffers.InThreeLanes(17);
    private int _next;

    [Benchmark(Baseline = true)]
    public long Floor() => Cheapest(_plain.Catalog, _plain.Requests[++_next & 1023]);

    [Benchmark]
    public Decision Plain() => _plain.Router.Decide(_plain.Requests[++_next & 1023]);

    [Benchmark]
    public Decision Live() => _live.Router.Decide(_live.Requests[++_next & 1023]);

    [Benchmark]
    public Decision ThreeLanes() => _lanes.Router.Decide(_lanes.Requests[++_next & 1023]);

    internal static long Cheapest(ModelCatalog catalog, RoutingRequest request)
    {
        var cheapest = long.MaxValue;
        for (var i = 0; i < catalog.Models.Count; i++)
            cheapest = Math.Min(cheapest, catalog.Models[i].Prices[0].ChargeNanoUsd(new Usage(request.Size.Tokens, 0, 200, 0)));
        return cheapest;
    }
}
