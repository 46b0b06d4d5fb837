namespace BatchRouter.Lanes;

/// <summary>How long one shipment took, or has taken so far.</summary>
/// <param name="Provider">The provider's name in the catalogue.</param>
/// <param name="Model">The catalogue's name of the model.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="SentAt">When it left.</param>
/// <param name="Elapsed">Until it was done, or until it was last known not to be.</param>
/// <param name="IsCensored">It was not done then: it goes on, or it expired or was cancelled. Its true time is longer.</param>
public sealed record CompletionSample(string Provider, string Model, int Rows, DateTimeOffset SentAt, TimeSpan Elapsed, bool IsCensored);
