using BatchRouter.Catalog;

namespace BatchRouter.Limiting;

/// <summary>What a provider allows of one model per minute, all workers together.</summary>
/// <param name="Provider">By its name in the catalogue.</param>
/// <param name="Model">By its name in the catalogue.</param>
/// <param name="RequestsPerMinute">Calls started; null, no limit.</param>
/// <param name="TokensPerMinute">Input and asked output tokens; null, no limit.</param>
/// <param name="UrgentShare">Of each, what only urgent jobs may take, 0 to 0.9.</param>
public sealed record RateLimit(string Provider, string Model, int? RequestsPerMinute, long? TokensPerMinute, double UrgentShare)
{
    /// <summary>Seconds' worth that may gather while nobody calls.</summary>
    public const double GathersSeconds = 5;

    /// <returns>Null: the model has none.</returns>
    public static RateLimit? Of(CatalogModel model) => model is { RequestsPerMinute: null, TokensPerMinute: null }
        ? null
        : new RateLimit(model.Provider.Name, model.Name, model.RequestsPerMinute, model.TokensPerMinute, model.UrgentShare);

    /// <summary>What a pool is filled with per second.</summary>
    public (double Requests, double Tokens) PerSecond(bool isUrgent)
    {
        var share = isUrgent ? UrgentShare : 1 - UrgentShare;
        return ((RequestsPerMinute ?? int.MaxValue) * share / 60, (TokensPerMinute ?? long.MaxValue / 4) * share / 60);
    }
}
