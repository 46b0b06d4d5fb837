using BatchRouter.Catalog;

namespace BatchRouter.Routing.Sparing;

/// <summary>Deployments of one model, which share its work.</summary>
internal sealed class Family
{
    private readonly string[] _purposes;
    private readonly double[] _weights;
    private readonly string[] _offers;

    private Family(CatalogModel[] models, int[] places)
    {
        Places = places;
        _purposes = Array.ConvertAll(places, place => $"deployment:{models[place].Name}");
        _weights = Array.ConvertAll(places, place => models[place].Weight);
        _offers = Array.ConvertAll(places, place => $"{models[place].Name}:{LaneNames.Of(Lane.Sync)}");
    }

    /// <summary>Their places in the catalogue.</summary>
    public int[] Places { get; }

    public static IReadOnlyList<Family> All(CatalogModel[] models) => [.. Enumerable.Range(0, models.Length)
        .Where(place => models[place].DeploymentOf is not null)
        .GroupBy(place => models[place].DeploymentOf)
        .Where(places => places.Count() > 1)
        .Select(places => new Family(models, [.. places]))];

    /// <summary>The name of the offer of a deployment.</summary>
    /// <param name="i">Which of <see cref="Places"/>.</param>
    public string OfferAt(int i) => _offers[i];

    /// <summary>
    /// A deployment's score for a job; the highest has the job. Weighted rendezvous hashing (Thaler and Ravishankar 1998; weights by
    /// Schindelhauer and Schomaker 2005): a deployment that comes or goes moves only its own share.
    /// </summary>
    /// <param name="i">Which of <see cref="Places"/>.</param>
    /// <param name="request">Whose job it is.</param>
    public double Score(int i, RoutingRequest request) => -_weights[i] / Math.Log(StableHash.Share(_purposes[i], request.Job.Key));
}
