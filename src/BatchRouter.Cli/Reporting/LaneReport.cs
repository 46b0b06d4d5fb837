using BatchRouter.Catalog;
using BatchRouter.Cli.Presenting;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Reporting;

/// <summary>What lanes brought in a period. Money in USD.</summary>
internal sealed record LaneReport
{
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required decimal SpendUsd { get; init; }

    /// <summary>What the same tokens cost at once; null, nothing of it has a known price.</summary>
    public required decimal? AllSyncUsd { get; init; }

    public required decimal? SavedUsd { get; init; }

    public required long DoubleCharges { get; init; }

    public required decimal DoubleChargedUsd { get; init; }

    public required IReadOnlyList<LaneLine> Lanes { get; init; }

    /// <summary>The same of side jobs, which stand in no other sum.</summary>
    public required IReadOnlyList<LaneLine> Sides { get; init; }

    public required IReadOnlyList<ShipmentEnds> Shipments { get; init; }

    /// <summary>The forecasts G of the parked jobs against what their shipments did.</summary>
    public required LaneCalibration Calibration { get; init; }

    public required LanePromise OnTime { get; init; }

    public required IReadOnlyList<LateLane> LateByLane { get; init; }

    /// <param name="figures">Of the period.</param>
    /// <param name="catalog">Providers and synchronous prices; null, neither is known.</param>
    /// <param name="lateness">The share of jobs that may be late.</param>
    /// <param name="from">Where the period begins.</param>
    /// <param name="to">Where it ends.</param>
    public static LaneReport Of(LaneFigures figures, ModelCatalog? catalog, double lateness, DateTimeOffset from, DateTimeOffset to)
    {
        var lines = Lines(figures, catalog, isSide: false);
        var priced = lines.Where(line => line.AllSyncUsd is not null).ToList();
        var tenths = figures.Calibration;
        return new LaneReport
        {
            From = from,
            To = to,
            SpendUsd = lines.Sum(line => line.SpendUsd),
            AllSyncUsd = priced.Count > 0 ? priced.Sum(line => line.AllSyncUsd) : null,
            SavedUsd = priced.Count > 0 ? priced.Sum(line => line.SavedUsd) : null,
            DoubleCharges = lines.Sum(line => line.DoubleCharges),
            DoubleChargedUsd = lines.Sum(line => line.DoubleChargedUsd),
            Lanes = lines,
            Sides = Lines(figures, catalog, isSide: true),
            Shipments = figures.Shipments,
            Calibration = LaneCalibration.Of(tenths),
            OnTime = LanePromise.Of(figures.Punctuality, lateness),
            LateByLane = [.. figures.Punctuality.GroupBy(row => row.Lane).Select(lane => new LateLane(lane.Key, lane.Sum(row => row.Jobs), lane.Sum(row => row.Late)))],
        };
    }

    private static List<LaneLine> Lines(LaneFigures figures, ModelCatalog? catalog, bool isSide)
    {
        var providers = figures.Shipments.GroupBy(row => row.Model).ToDictionary(model => model.Key, model => model.First().Provider);
        var rows = figures.Purchases.Where(row => row.IsSide == isSide).ToList();
        var jobs = rows.Sum(row => row.Jobs);
        return [.. rows.GroupBy(row => (row.Model, row.Lane)).Select(group => LaneLine.Of(
            catalog?.Find(group.Key.Model)?.Provider.Name ?? providers.GetValueOrDefault(group.Key.Model, "?"), [.. group], jobs, catalog?.Find(group.Key.Model)))];
    }
}

/// <summary>One model in one lane.</summary>
/// <param name="Provider">Of the catalogue; ?, it is not known.</param>
/// <param name="Model">Its name.</param>
/// <param name="Lane">sync, flex, batch, or cache: served from what was bought before.</param>
/// <param name="Jobs">Jobs answered.</param>
/// <param name="Share">Of all answered jobs.</param>
/// <param name="Late">Of the jobs.</param>
/// <param name="Attempts">Purchases, answered or not.</param>
/// <param name="SpendUsd">As the ledger has it.</param>
/// <param name="AllSyncUsd">The synchronous price of the same tokens; null, it is not known.</param>
/// <param name="SavedUsd">The difference.</param>
/// <param name="DoubleCharges">Purchases that came too late and were charged beside another one.</param>
/// <param name="DoubleChargedUsd">What they cost.</param>
internal sealed record LaneLine(
    string Provider, string Model, string Lane, long Jobs, double Share, long Late, long Attempts, decimal SpendUsd, decimal? AllSyncUsd, decimal? SavedUsd,
    long DoubleCharges, decimal DoubleChargedUsd)
{
    public static LaneLine Of(string provider, IReadOnlyList<LanePurchases> rows, long allJobs, CatalogModel? model)
    {
        var (jobs, spend) = (rows.Sum(row => row.Jobs), rows.Sum(row => row.SpendNanoUsd));
        var atOnce = model is null || rows.Any(row => model.PriceAt(Catalog.Lane.Sync, row.FirstAt) is null) ? (long?)null : rows.Sum(row => AtOnce(model, row));
        return new LaneLine(
            provider, rows[0].Model, rows[0].Lane, jobs, allJobs > 0 ? Math.Round((double)jobs / allJobs, 4) : 0, rows.Sum(row => row.Late), rows.Sum(row => row.Attempts),
            Usd.Of(spend), atOnce is { } known ? Usd.Of(known) : null, atOnce is { } price ? Usd.Of(price - spend) : null, rows.Sum(row => row.Twice),
            Usd.Of(rows.Sum(row => row.TwiceNanoUsd)));
    }

    // The tokens are those of many calls: whether an input was long is judged by their mean.
    private static long AtOnce(CatalogModel model, LanePurchases row) => model.PriceAt(Catalog.Lane.Sync, row.FirstAt)!
        .RatesAt(row.InputTokens / Math.Max(row.Counted, 1))
        .ChargeNanoUsd(new Usage(row.InputTokens, row.CachedInputTokens, row.OutputTokens, row.ReasoningTokens, row.CacheWriteTokens));
}

/// <summary>What forecasts promised and what was kept.</summary>
/// <param name="Jobs">Parked jobs whose shipments' fate is known.</param>
/// <param name="Promised">The mean forecast; null, of no jobs. So for the other.</param>
/// <param name="Kept">The share whose shipment was done before its latest safe start.</param>
/// <param name="Deciles">By rising forecast.</param>
internal sealed record LaneCalibration(long Jobs, double? Promised, double? Kept, IReadOnlyList<ForecastTenth> Deciles)
{
    public static LaneCalibration Of(IReadOnlyList<ForecastTenth> tenths)
    {
        var jobs = tenths.Sum(tenth => tenth.Jobs);
        return new LaneCalibration(jobs, Mean(tenth => tenth.Promised), Mean(tenth => tenth.Kept), tenths);

        double? Mean(Func<ForecastTenth, double> value) => jobs > 0 ? Math.Round(tenths.Sum(tenth => tenth.Jobs * value(tenth)) / jobs, 4) : null;
    }
}

/// <summary>Jobs that began in batch or flex: in time at least as often as was promised.</summary>
/// <param name="Jobs">How many of them are settled.</param>
/// <param name="Late">Of them.</param>
/// <param name="Promised">The least share in time.</param>
/// <param name="Kept">The share in time; null, of no jobs.</param>
/// <param name="IsKept">Whether it is no less; null, of no jobs.</param>
internal sealed record LanePromise(long Jobs, long Late, double Promised, double? Kept, bool? IsKept)
{
    public static LanePromise Of(IReadOnlyList<LanePunctuality> rows, double lateness)
    {
        var laned = rows.Where(row => row.BeganIn is "batch" or "flex").ToList();
        var (jobs, late) = (laned.Sum(row => row.Jobs), laned.Sum(row => row.Late));
        return new LanePromise(jobs, late, 1 - lateness, jobs > 0 ? Math.Round(1 - (double)late / jobs, 6) : null, jobs > 0 ? late <= jobs * lateness : null);
    }
}

/// <summary>Settled jobs by the lane of their answer.</summary>
internal sealed record LateLane(string Lane, long Jobs, long Late);
