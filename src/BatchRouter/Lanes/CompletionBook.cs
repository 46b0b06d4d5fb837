namespace BatchRouter.Lanes;

/// <summary>
/// Completion times per provider, model and size. Each narrower curve takes the wider one as its prior, so that what few shipments say
/// of a size is drawn to what many say of the model, of the provider, and at last to the promise. Immutable.
/// </summary>
public sealed class CompletionBook
{
    /// <summary>Nothing seen yet: the promise.</summary>
    public static CompletionBook Empty { get; } = Learn([], DateTimeOffset.UnixEpoch);

    // An empty model stands for all of a provider's, no size for all sizes.
    private readonly Dictionary<(string Provider, string Model, SizeClass? Size), CompletionCurve> _curves = [];
    private readonly CompletionCurve _promise;

    private CompletionBook(CompletionCurve promise) => _promise = promise;

    public static CompletionBook Learn(IReadOnlyList<CompletionSample> samples, DateTimeOffset now)
    {
        var book = new CompletionBook(CompletionCurve.Fit([], now, CompletionPrior.Promise));
        foreach (var provider in samples.GroupBy(sample => sample.Provider, StringComparer.Ordinal))
        {
            var ofProvider = book.Add((provider.Key, "", null), [.. provider], now, CompletionPrior.Promise);
            foreach (var model in provider.GroupBy(sample => sample.Model, StringComparer.Ordinal))
            {
                var ofModel = book.Add((provider.Key, model.Key, null), [.. model], now, CompletionPrior.Of(ofProvider));
                foreach (var size in model.GroupBy(sample => SizeClasses.Of(sample.Rows)))
                    book.Add((provider.Key, model.Key, size.Key), [.. size], now, CompletionPrior.Of(ofModel));
            }
        }

        return book;
    }

    /// <summary>The narrowest curve there is.</summary>
    public CompletionCurve For(string provider, string model, int rows) =>
        _curves.TryGetValue((provider, model, SizeClasses.Of(rows)), out var ofSize) ? ofSize : For(provider, model);

    /// <summary>Where the size is not known yet: the model's, else the provider's, else the promise.</summary>
    public CompletionCurve For(string provider, string model) =>
        _curves.TryGetValue((provider, model, null), out var ofModel) ? ofModel : _curves.GetValueOrDefault((provider, "", null), _promise);

    private CompletionCurve Add((string, string, SizeClass?) key, List<CompletionSample> samples, DateTimeOffset now, CompletionPrior prior) =>
        _curves[key] = CompletionCurve.Fit(samples, now, prior);
}
