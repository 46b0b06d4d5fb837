using BatchRouter.Cli.Presenting;
using BatchRouter.Cli.Working;
using BatchRouter.Learning;

namespace BatchRouter.Cli.Training;

/// <summary>Which models are predicted, weakest first: as the command says, or as the catalogue ranks those that have labels.</summary>
internal static class ModelOrder
{
    /// <exception cref="UsageException">A name is empty or stands twice.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(name => name.Length == 0))
            throw new UsageException("--models: names separated by commas are wanted, weakest first");
        return names.Distinct().Count() == names.Length ? names : throw new UsageException("--models: a name stands twice");
    }

    /// <exception cref="InvalidDataException">A wanted model has no label, or a labelled one is not in the catalogue.</exception>
    public static IReadOnlyList<string> Of(TrainSettings settings, IReadOnlyList<TrainingExample> examples)
    {
        var labelled = examples.SelectMany(example => example.Quality.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        if (labelled.Count == 0)
            return settings.Models ?? [];
        if (settings.Models is not { } wanted)
            return Rank(settings, labelled);
        var missing = wanted.FirstOrDefault(name => !labelled.Contains(name));
        return missing is null
            ? wanted
            : throw new InvalidDataException($"--models: no example has a label for '{missing}'; there are labels for {string.Join(", ", labelled)}");
    }

    private static List<string> Rank(TrainSettings settings, List<string> labelled)
    {
        if (!settings.Catalog.Exists)
            throw new InvalidDataException($"which model is weaker? Give --models ({string.Join(", ", labelled)}, weakest first) or --catalog");
        var catalog = WorkerSettings.LoadCatalog(settings.Catalog);
        var unknown = labelled.FirstOrDefault(name => catalog.Find(name) is null);
        return unknown is null
            ? labelled.OrderBy(name => catalog.Find(name)!.QualityPrior(settings.Task)).ToList()
            : throw new InvalidDataException($"'{unknown}' has labels and is not in {settings.Catalog.Name}: give --models, weakest first");
    }
}
