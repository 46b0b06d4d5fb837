namespace BatchRouter.Learning;

/// <summary>All that was said about one prompt: the same word twice counts once, other words for the same model are averaged.</summary>
internal sealed class MergedPrompt
{
    private readonly TrainingExample _first;
    private readonly IReadOnlyList<string> _models;
    private readonly List<IReadOnlyDictionary<string, double>> _said = [];

    public MergedPrompt(TrainingExample first, IReadOnlyList<string> models)
    {
        _first = first;
        _models = models;
        _said.Add(first.Quality);
    }

    public bool HasConflict { get; private set; }

    /// <summary>Takes one more example of the same prompt in, and says what it is; null where it judges models not judged so far.</summary>
    public TrainingFlaw? Take(TrainingExample example)
    {
        if (_said.Any(said => IsSame(said, example.Quality)))
            return TrainingFlaw.Duplicate;
        var differs = _said.Any(said => Differs(said, example.Quality));
        _said.Add(example.Quality);
        HasConflict |= differs;
        return differs ? TrainingFlaw.Conflict : null;
    }

    public TrainingExample ToExample()
    {
        var quality = new Dictionary<string, double>(_models.Count, StringComparer.Ordinal);
        foreach (var model in _models)
        {
            var (sum, count) = (0.0, 0);
            foreach (var said in _said)
                if (said.TryGetValue(model, out var label))
                    (sum, count) = (sum + label, count + 1);
            if (count > 0)
                quality.Add(model, sum / count);
        }

        return _first with { Quality = quality };
    }

    private bool IsSame(IReadOnlyDictionary<string, double> one, IReadOnlyDictionary<string, double> other) =>
        _models.All(model => one.TryGetValue(model, out var label) ? other.TryGetValue(model, out var same) && same == label : !other.ContainsKey(model));

    private bool Differs(IReadOnlyDictionary<string, double> one, IReadOnlyDictionary<string, double> other) =>
        _models.Any(model => one.TryGetValue(model, out var label) && other.TryGetValue(model, out var said) && said != label);
}
