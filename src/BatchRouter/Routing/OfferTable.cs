using BatchRouter.Catalog;
using BatchRouter.Routing.Sparing;

namespace BatchRouter.Routing;

/// <summary>The catalogue as decisions read it, by each model's place: made once, so that a decision builds and looks up no more than it must.</summary>
internal sealed class OfferTable
{
    private readonly Offer[][] _byBegin;
    private readonly Offer[][] _flex;
    private readonly Offer[][] _batch;
    private readonly Offer[] _unpriced;
    private readonly Dictionary<string, double[]> _priors = [];
    private readonly double[] _defaults;

    public OfferTable(ModelCatalog catalog)
    {
        Models = [.. catalog.Models];
        _byBegin = Array.ConvertAll(Models, model => Priced(model, Lane.Sync));
        _flex = Array.ConvertAll(Models, model => Priced(model, Lane.Flex));
        _batch = Array.ConvertAll(Models, model => Priced(model, Lane.Batch));
        AnySellsLanes = Enumerable.Range(0, Models.Length).Any(SellsLanes);
        _unpriced = Array.ConvertAll(Models, model => new Offer(model, Lane.Sync, Price.None(Lane.Sync)));
        _defaults = Array.ConvertAll(Models, model => model.QualityPriors["default"]);
        foreach (var task in Models.SelectMany(model => model.QualityPriors.Keys).Distinct())
            _priors[task] = Array.ConvertAll(Models, model => model.QualityPrior(task));
        Families = Family.All(Models);
    }

    public CatalogModel[] Models { get; }

    /// <summary>Families of which more than one deployment is in the catalogue.</summary>
    public IReadOnlyList<Family> Families { get; }

    /// <summary>Whether any model has a price for flex or batch.</summary>
    public bool AnySellsLanes { get; }

    /// <summary>Whether a model has a price for flex or batch.</summary>
    public bool SellsLanes(int place) => _flex[place].Length + _batch[place].Length > 0;

    /// <summary>The synchronous offer at the price that holds at a moment; null, the model is not sold then.</summary>
    public Offer? At(int place, DateTimeOffset now) => Holding(_byBegin[place], now);

    /// <summary>The same in a lane.</summary>
    public Offer? At(int place, Lane lane, DateTimeOffset now) =>
        Holding(lane switch { Lane.Flex => _flex[place], Lane.Batch => _batch[place], _ => _byBegin[place] }, now);

    /// <summary>What stands for a model that is not sold.</summary>
    public Offer Unpriced(int place) => _unpriced[place];

    /// <summary>The chance of a right answer for a task, by place.</summary>
    public double[] PriorsOf(string task) => _priors.GetValueOrDefault(task, _defaults);

    private static Offer? Holding(Offer[] offers, DateTimeOffset now)
    {
        for (var i = offers.Length - 1; i >= 0; i--)
            if (offers[i].Price.From <= now)
                return offers[i];
        return null;
    }

    private static Offer[] Priced(CatalogModel model, Lane lane) =>
        [.. model.Prices.Where(price => price.Lane == lane).OrderBy(price => price.From).Select(price => new Offer(model, lane, price))];
}
