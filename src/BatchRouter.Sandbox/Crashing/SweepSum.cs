namespace BatchRouter.Sandbox.Crashing;

/// <summary>Adds verdicts up; of the journals only the lowest failing seed's is kept.</summary>
internal sealed class SweepSum
{
    private readonly long[] _crashes = new long[CrashPoints.Names.Count];
    private readonly SortedDictionary<string, long> _happened = new(StringComparer.Ordinal);
    private SeedVerdict? _first;
    private int _seeds;
    private int _violations;

    public void Add(SeedVerdict verdict)
    {
        _seeds++;
        for (var point = 0; point < _crashes.Length; point++)
            _crashes[point] += verdict.Crashes[point];
        foreach (var (what, times) in verdict.Happened)
            _happened[what] = _happened.GetValueOrDefault(what) + times;
        if (verdict.Violation is null)
            return;
        _violations++;
        if (_first is null || verdict.Seed < _first.Seed)
            _first = verdict;
    }

    public SweepResult ToResult() => new()
    {
        Seeds = _seeds,
        Violations = _violations,
        FirstViolation = _first,
        Crashes = CrashPoints.Names.Zip(_crashes).ToDictionary(pair => pair.First, pair => pair.Second),
        Happened = _happened.ToDictionary(),
    };
}
