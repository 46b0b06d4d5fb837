using BatchRouter.Catalog;
using BatchRouter.Postgres.Reading;

namespace BatchRouter.Cli.Reporting;

/// <summary>
/// What the strongest model would have cost for the answers that were taken. It would have written other words, and not the same number
/// of them: an estimate. Tokens are converted where the catalogue says that two models count differently.
/// </summary>
internal static class StrongEstimate
{
    /// <summary>Null where no model had a price for lane sync on that day.</summary>
    public static AlwaysStrong? Of(ModelCatalog catalog, IReadOnlyList<AnswerTokens> answers, DateTimeOffset day)
    {
        var at = day.AddDays(1).AddTicks(-1);
        var strongest = catalog.Models
            .Where(model => model.PriceAt(Lane.Sync, at) is not null)
            .OrderByDescending(model => model.QualityPrior("default"))
            .ThenByDescending(model => model.PriceAt(Lane.Sync, at)!.Rates.OutputNanoUsdPerMillion)
            .FirstOrDefault();
        if (strongest?.PriceAt(Lane.Sync, at) is not { } price)
            return null;
        return new AlwaysStrong
        {
            Model = strongest.Name,
            Jobs = answers.Sum(answer => answer.Jobs),
            EstimateNanoUsd = answers.Sum(answer => Estimate(price, answer, strongest.TokenFactor / (catalog.Find(answer.Model)?.TokenFactor ?? 1))),
            SpendNanoUsd = answers.Sum(answer => answer.SpendNanoUsd),
        };
    }

    // The tokens are those of many calls: whether an input was long is judged by their mean, never by the sum.
    private static long Estimate(Price price, AnswerTokens answer, double factor)
    {
        var tokens = Tokens(answer, factor);
        return price.RatesAt(tokens.Input / Math.Max(answer.Jobs, 1)).ChargeNanoUsd(tokens);
    }

    private static Usage Tokens(AnswerTokens answer, double factor) => new(
        (long)Math.Round(answer.InputTokens * factor),
        (long)Math.Round(answer.CachedInputTokens * factor),
        (long)Math.Round(answer.OutputTokens * factor),
        0);
}
