namespace BatchRouter.Learning;

/// <summary>Counts flaws and keeps the first names of each.</summary>
internal sealed class TrainingNotes
{
    private readonly SortedDictionary<TrainingFlaw, (int Count, List<string> Ids)> _byFlaw = [];

    public IReadOnlyList<TrainingFinding> Findings => [.. _byFlaw.Select(pair => new TrainingFinding(pair.Key, pair.Value.Count, pair.Value.Ids))];

    public void Add(TrainingFlaw flaw, string id)
    {
        var (count, ids) = _byFlaw.GetValueOrDefault(flaw, (0, []));
        if (ids.Count < TrainingFinding.MostIds)
            ids.Add(id);
        _byFlaw[flaw] = (count + 1, ids);
    }
}
