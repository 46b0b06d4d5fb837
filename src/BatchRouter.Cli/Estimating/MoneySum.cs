using BatchRouter.Cli.Presenting;
using BatchRouter.Quoting;

namespace BatchRouter.Cli.Estimating;

/// <summary>Quotes added up, in nano-USD.</summary>
internal sealed class MoneySum
{
    private double _chances;

    public long Jobs { get; private set; }

    public long Low { get; private set; }

    public long Expected { get; private set; }

    public long Maximum { get; private set; }

    /// <summary>Null, of no jobs.</summary>
    public double? MeanChance => Jobs > 0 ? Math.Round(_chances / Jobs, 6) : null;

    public void Add(JobQuote quote, double chance)
    {
        (Jobs, _chances) = (Jobs + 1, _chances + chance);
        Low = checked(Low + quote.LowNanoUsd);
        Expected = checked(Expected + quote.ExpectedNanoUsd);
        Maximum = checked(Maximum + quote.MaximumNanoUsd);
    }

    public EstimatePart ToPart(string name, long all, long? inPlan) => new(
        name, Jobs, all > 0 ? Math.Round((double)Jobs / all, 4) : 0, inPlan, Usd.Of(Low), Usd.Of(Expected), Usd.Of(Maximum), MeanChance);
}
